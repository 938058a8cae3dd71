import type { Answered } from '../../domain/observation.ts'
import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

/** Code at the beginning of a line runs in every shell; what is indented stands behind a condition. */
const ENDS = /^[^:\s]+:\d+:(exit\b|logout\b|exec\b(?! *\d*[<>]))/
const STOPS = /^[^:\s]+:\d+:(sleep|read)\b/

export const shellStartup = defineCause({
  id: 'shell-startup',
  title: 'The login works, but the user’s shell ends or hangs as it starts',
  needs: ['login', 'script', 'session-setup'],
  also: ['user'],
  recognise: ({ login, script, 'session-setup': setup, user = '' }) => {
    if (login.outcome !== 'accepted' || !isShut(script)) return undefined
    // Who is asked about may be another than who logged in: then only what every shell reads is the same.
    const isOurs = user === login.user ? () => true : (line: string) => line.startsWith('/etc/')
    const lines = setup.startup.filter((line) => (ENDS.test(line) || STOPS.test(line)) && isOurs(line))
    const [first] = lines
    if (first === undefined) return undefined
    return {
      // What ended it may have been something else on the way to the shell, unless it ended as that line says.
      confidence: lines.some((line) => endsAs(line, script.error)) ? 'proven' : 'likely',
      summary: `${login.user} gets in, and a start-up file of the shell ends or stops it: ${first}`,
      evidence: [...quoteProbe('script', script.error), ...quoteLines(setup, (line) => lines.includes(line))],
      advice: 'On the console: take that line out, or put it behind: case $- in *i*) … ;; esac',
      affects: 'user',
    }
  },
  suspicion: {
    needs: ['login', 'script'],
    recognise: ({ login, script }) => {
      if (login.outcome !== 'accepted' || !isShut(script)) return undefined
      return {
        confidence: 'possible',
        summary: `${login.user} is let in, but no command runs: the shell or what starts it (start-up files, PAM session, limits) ends or hangs.`,
        evidence: quoteProbe('script', script.error),
        advice: 'On the console: run the script that “ssh-medic script” prints as root, and hand over what it says',
        affects: 'user',
      }
    },
  },
  decide: ({ host }) => `ssh -p ${host.port} ${host.address} /bin/sh -c true; echo $?`,
})

/** A script that began and came to no end had a shell: the host is slow, or a command hangs. */
const isShut = (script: Answered<'script'>): script is Extract<Answered<'script'>, { outcome: 'failed' }> =>
  script.outcome === 'failed' && !script.began

/** `…:1:exit 3` and `… did not start (exit 3)` */
function endsAs(line: string, error: string): boolean {
  const [, status] = /^[^:\s]+:\d+:exit (\d{1,3})\s*(?:[#;]|$)/.exec(line) ?? []
  return status !== undefined && status !== '0' && error.includes(`(exit ${status})`)
}
