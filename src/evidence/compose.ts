import { type Address, canonicalAddress } from '../domain/address.ts'
import type { InsideName } from '../domain/observation.ts'
import { lanes, sections } from './index.ts'
import { outputLimitBytes, prelude } from './prelude.ts'
import type { Section } from './section.ts'

/** The nonce of a script that a person runs by hand. Frames cannot be faked even so: see the prelude. */
export const pasteNonce = 'paste'

export interface ScriptParams {
  nonce: string
  client?: Address
  user?: string
  port?: number
}

const header = `# ssh-medic evidence script, nonce ${pasteNonce}
#
# Finds out why SSH to this host fails. It only reads: it writes no file and changes nothing. It is plain POSIX sh.
# Each command has a time limit, and what it prints is cut. As root it sees most; else it tries "sudo -n" for each
# command that needs root and goes on without.
#
# Save it as a file, and run it with what the locked-out person tries ("-" for what you do not know):
#   sh FILE - CLIENT-ADDRESS USER PORT         for example: sh FILE - 203.0.113.7 deploy 22
# Then hand over everything that it printed.
`

const setup = `
nonce=$1 client=$2 user=$3 port=$4
case $nonce in ''|-|*[!A-Za-z0-9]*) nonce=${pasteNonce} ;; esac
case $client in *[!0-9A-Fa-f.:]*) client= ;; esac
case $user in -*|*[!A-Za-z0-9._@+$-]*) user= ;; esac
case $port in ''|*[!0-9]*) port=22 ;; esac
`

/** The one script: POSIX sh, only reads, arguments NONCE CLIENT USER PORT, each may be `-`. */
export function evidenceScript(): string {
  const bodies = Object.values(sections).map((section) => body(section) + preparation(section))
  return [header, setup, prelude, ...bodies, main(), 'main\n'].join('')
}

const functionName = (section: string): string => `section_${section.replaceAll('-', '_')}`

/** A subshell, so that nothing which one section sets reaches the next. */
const body = ({ name, script, outputLimitBytes: max = outputLimitBytes }: Section<InsideName>): string =>
  `${functionName(name)}() (\nsection=${name} limit=4 max=${max} tail=0 whole= small=\n${script.trim()}\n)\n`

const preparationName = (section: string): string => `before_${section.replaceAll('-', '_')}`

const preparation = ({ name, before }: Section<InsideName>): string =>
  before === undefined ? '' : `${preparationName(name)}() {\n${before.trim()}\n}\n`

const calls = (section: InsideName): string[] =>
  sections[section].before === undefined ? [functionName(section)] : [preparationName(section), functionName(section)]

/**
 * Lanes run at once without temporary files: each writes into a pipe that the lane before it empties after its own output,
 * `slow | { fast; cat; }`, so frames never mix. Everything is parsed before anything runs: the script may come on stdin.
 */
function main(): string {
  const joined = lanes
    .map((names) => names.flatMap(calls).join('; '))
    .reduceRight((later, lane) => `{ ${later}; } | { ${lane}; cat; }`)
  return `main() {
clock
printf '%s start 1 %s %s %s %s %s\\n' "$mark" "$now" "$mode" "\${client:--}" "\${user:--}" "$port"
${joined}
clock
printf '\\n%s done %s\\n' "$mark" "$now"
}
`
}

/** The command line that reads the script from its standard input. Throws on values that could not be a client, user or port. */
export function scriptCommand({ nonce, client, user, port }: ScriptParams): string {
  const values = [
    checked('nonce', nonce, /^[A-Za-z0-9]{1,64}$/),
    client === undefined ? '-' : checked('client', canonicalAddress(client) ?? '', /^[0-9a-f.:]+$/),
    user === undefined ? '-' : checked('user', user, /^[A-Za-z0-9._@+$][A-Za-z0-9._@+$-]{0,63}$/),
    port === undefined ? '-' : checked('port', String(port), /^[1-9]\d{0,4}$/),
  ]
  return `exec sh -s -- ${values.map((value) => `'${value}'`).join(' ')}`
}

function checked(name: string, value: string, allowed: RegExp): string {
  if (!allowed.test(value))
    throw new RangeError(`The ${name} ${JSON.stringify(value)} cannot be passed to a host: it must match ${allowed}`)
  return value
}
