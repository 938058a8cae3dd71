import { defineCause } from '../define.ts'
import { namesAddress, quoteLines } from '../reading/quote.ts'
import { FRESH_MS, isYounger, quoteNewest, recentLines } from '../reading/recent-lines.ts'

/** Since 9.8 `… for connection from A to B, pid = N`; before, where it was compiled in, `… for A port N`. */
const TIMEOUT =
  /^(?:fatal: )?Timeout before authentication for (?:connection from (\S{1,64}) to \S{1,64}, pid = \d+|(\S{1,64}) port \d+)$/
/** Below this, in seconds, a person with a passphrase or a slow directory does not get through. */
const SHORT_GRACE_S = 20

export const logingraceExceeded = defineCause({
  id: 'logingrace-exceeded',
  title: 'The login took longer than sshd allows',
  needs: ['sshd-log', 'identity', 'client'],
  also: ['sshd-config'],
  recognise: ({ 'sshd-log': log, identity, client, 'sshd-config': config }) => {
    const timeouts = recentLines(log, identity, TIMEOUT).filter(({ text }) => {
      const [, since98, before] = TIMEOUT.exec(text) ?? []
      return (since98 ?? before) === client.address
    })
    const last = timeouts.at(-1)
    const gotIn = log.lines.some(
      ({ text, at }) => last && at >= last.at && text.startsWith('Accepted ') && namesAddress(text, client.address),
    )
    if (!last || gotIn) return undefined
    const graceS = Number(config?.global.logingracetime?.[0])
    const short = graceS > 0 && graceS < SHORT_GRACE_S
    return {
      confidence: isYounger(last, identity, 2 * FRESH_MS) ? 'proven' : 'likely',
      summary: `At ${last.at} sshd ended a connection from ${client.address} that had not logged in${graceS > 0 ? ` within ${graceS} s (LoginGraceTime)` : ' in time'}${timeouts.length > 1 ? `, and ${timeouts.length} of them within 10 minutes` : ''}.`,
      evidence: [
        ...quoteNewest(log, timeouts),
        ...(config ? quoteLines(config, (line) => /^logingracetime \d+$/.test(line)) : []),
      ],
      advice: short
        ? 'Give people time: LoginGraceTime 120 in sshd_config, sudo sshd -t, reload ssh'
        : `See where it stops: ssh -vvv from ${client.address}, and sudo journalctl -t sshd -t sshd-session; a directory, a PAM module or a name server that does not answer is usual`,
      affects: 'client',
      since: last.at,
    }
  },
  decide: ({ client }) =>
    `sudo journalctl -t sshd -t sshd-session --since -10min | grep 'Timeout before authentication' | grep ${client?.address ?? 'ADDRESS'}; sudo sshd -T | grep -i logingracetime`,
})
