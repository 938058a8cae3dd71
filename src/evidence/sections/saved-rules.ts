import { defineSection, needsRoot, privileged, type Told } from '../section.ts'

const FILES = [
  { label: 'debian4', path: '/etc/iptables/rules.v4', tool: 'iptables' },
  { label: 'debian6', path: '/etc/iptables/rules.v6', tool: 'ip6tables' },
  { label: 'redhat4', path: '/etc/sysconfig/iptables', tool: 'iptables' },
  { label: 'redhat6', path: '/etc/sysconfig/ip6tables', tool: 'ip6tables' },
  { label: 'nftables', path: '/etc/nftables.conf', tool: 'nft' },
] as const

/** As long as a rule set that is loaded may be. */
const fileLimitBytes = 1_048_576

export const savedRules = defineSection({
  name: 'saved-rules',
  outputLimitBytes: fileLimitBytes,
  script: `
if [ -f /etc/iptables/rules.v4 ]; then root debian4 cat /etc/iptables/rules.v4; fi
if [ -f /etc/iptables/rules.v6 ]; then root debian6 cat /etc/iptables/rules.v6; fi
if [ -f /etc/sysconfig/iptables ]; then root redhat4 cat /etc/sysconfig/iptables; fi
if [ -f /etc/sysconfig/ip6tables ]; then root redhat6 cat /etc/sysconfig/ip6tables; fi
if [ -f /etc/nftables.conf ]; then root nftables cat /etc/nftables.conf; fi
if have systemctl; then run units systemctl show -p Id,ActiveState,Result netfilter-persistent.service iptables.service ip6tables.service nftables.service; fi
`,
  read: (told) => {
    const printed = FILES.filter(({ label }) => told.of(label) !== undefined)
    const denied = printed.find(({ label }) => told.of(label)?.exit !== 0 && !privileged(told.of(label)))
    if (denied) return needsRoot(denied.path)
    const whole = printed.filter(({ label }) => told.of(label)?.exit === 0 && !told.of(label)?.cut)
    return { files: whole.map(({ path, tool }) => ({ path, tool })), failed: failedIn(told) }
  },
})

/** Blocks of `Id=…`, `ActiveState=failed`, `Result=exit-code`, an empty line between them. */
const failedIn = (told: Told): { unit: string; result: string }[] =>
  (told.of('units')?.output ?? '').split(/\n\s*\n/).flatMap((block) => {
    const value = (key: string): string => new RegExp(`^${key}=(.{1,100})$`, 'm').exec(block)?.[1] ?? ''
    return value('ActiveState') === 'failed' ? [{ unit: value('Id'), result: value('Result') }] : []
  })
