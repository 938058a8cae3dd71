import type { UfwRule } from '../../domain/inside.ts'
import { defineSection, failure, lines, needsRoot, privileged } from '../section.ts'

export const ufw = defineSection({
  name: 'ufw',
  // "ufw status" itself asks for this chain first, but only after a Python start. Both its forms run at once, and a busy host takes its time.
  script: `
limit=12
if tool ufw; then
  if have iptables; then root loaded iptables -n -L ufw-user-input; else rc=0; fi
  case $rc in 1) exit ;; esac
  root numbered ufw status numbered | { root verbose ufw status verbose; cat; }
fi
`,
  read: (told) => {
    if (told.of('ufw.path')?.exit === 1) return { installed: false, active: false, incoming: '', rules: [] }
    const loaded = told.of('loaded')
    if (loaded?.exit === 1 && privileged(loaded)) return { installed: true, active: false, incoming: '', rules: [] }
    const verbose = told.of('verbose')
    if (verbose?.exit !== 0) return verbose && !privileged(verbose) ? needsRoot('ufw status') : failure(verbose, 'ufw')
    if (/^Status: inactive/m.test(verbose.output)) return { installed: true, active: false, incoming: '', rules: [] }
    const numbered = told.of('numbered')
    if (numbered?.exit !== 0) return failure(numbered, 'ufw’s rules')
    return {
      installed: true,
      active: true,
      incoming: /^Default: (\w+) \(incoming\)/m.exec(verbose.output)?.[1] ?? '',
      rules: lines(numbered).flatMap((line) => ruleOf(line) ?? []),
    }
  },
})

const row = /^\[\s*(\d+)\]\s+(.*?)\s+(ALLOW|DENY|REJECT|LIMIT)(?: (IN|OUT|FWD))?\s+(.*?)\s*(?:# .*)?$/

/** `[ 1] 22/tcp                     DENY IN     203.0.113.7                # comment` */
function ruleOf(line: string): UfwRule | undefined {
  const [, number, to = '', action, direction, from = ''] = row.exec(line) ?? []
  if (!number || !isAction(action)) return undefined
  return {
    number: Number(number),
    to: to.replace(/ \(v6\)/, '').trim(),
    action,
    direction: direction === 'OUT' || direction === 'FWD' ? direction : 'IN',
    from: from
      .replace(/ \(v6\)/, '')
      .replace(/ \(out\)$/, '')
      .trim(),
    v6: / \(v6\)|[0-9a-f]*:[0-9a-f]*:/i.test(`${to} ${from}`),
    line,
  }
}

const isAction = (text: string | undefined): text is UfwRule['action'] =>
  text === 'ALLOW' || text === 'DENY' || text === 'REJECT' || text === 'LIMIT'
