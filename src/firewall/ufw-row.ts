import type { Family } from '../domain/address.ts'
import type { UfwRule } from '../domain/inside.ts'

const TARGETS: Record<UfwRule['action'], RegExp> = {
  ALLOW: /^ACCEPT$/,
  DENY: /^DROP$/,
  REJECT: /^REJECT$/,
  LIMIT: /^ufw6?-user-limit/,
}

/**
 * Which row of `ufw status numbered` a rule in the kernel was made from: the first whose action, source, destination, device and
 * ports are the same. ufw makes several rules of one row, and names applications where the kernel has their ports.
 */
export function ufwRowOf(rule: string, rows: readonly UfwRule[], family: Family): UfwRule | undefined {
  const made = partsOfRule(rule)
  return rows.find(
    (row) =>
      row.direction === 'IN' &&
      row.v6 === (family === 6) &&
      isSame(partsOfRow(row), made) &&
      TARGETS[row.action].test(made.target),
  )
}

interface Parts {
  source: string
  destination: string
  device: string
  /** `22`, `80,443`, `2200:2299`; '' for all; undefined for an application's, which the row does not tell. */
  ports: string | undefined
}

const isSame = (row: Parts, rule: Parts): boolean =>
  row.source === rule.source &&
  row.destination === rule.destination &&
  row.device === rule.device &&
  (row.ports === undefined ? rule.ports !== '' : row.ports === rule.ports)

/** `-A ufw-user-input -i eth0 -s 203.0.113.0/24 -p tcp -m multiport --dports 80,443 -j DROP` */
function partsOfRule(rule: string): Parts & { target: string } {
  const value = (flag: string): string => new RegExp(` ${flag} (\\S{1,200})`).exec(rule)?.[1] ?? ''
  return {
    source: whole(value('-s')),
    destination: whole(value('-d')),
    device: value('-i'),
    ports: value('--dports?'),
    target: value('-j'),
  }
}

/** To `10.0.0.5 22/tcp on eth0`, `22/tcp`, `OpenSSH`, `Anywhere`; from `203.0.113.0/24`, `Anywhere`. */
function partsOfRow({ to, from }: UfwRule): Parts {
  const [what = '', device = ''] = to.split(' on ')
  const words = what
    .trim()
    .split(/\s+/)
    .filter((word) => word !== 'Anywhere')
  const [first = ''] = words
  const hasAddress = isAddress(first)
  const port = words[hasAddress ? 1 : 0] ?? ''
  return {
    source: from === 'Anywhere' ? '' : whole(from),
    destination: hasAddress ? whole(first) : '',
    device: device.trim(),
    ports: portsOf(port),
  }
}

const isAddress = (word: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}(\/\d+)?$|^[0-9a-fA-F:]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(\/\d+)?$/.test(word)

function portsOf(text: string): string | undefined {
  const [ports = '', protocol] = text.split('/')
  if (ports === '' || /^(tcp|udp)$/.test(ports)) return ''
  return /^\d{1,5}([,:]\d{1,5})*$/.test(ports) && (protocol === undefined || protocol === 'tcp') ? ports : undefined
}

const whole = (network: string): string => network.replace(/\/(32|128)$/, '')
