import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import {
  downSince,
  FAILED_STARTS,
  hasNoKeys,
  keysMatterNow,
  metBy,
  NO_KEYS,
  namesOf,
  quoteFailure,
  quoteFiles,
} from '../reading/server-files.ts'
import { toStartAgain } from '../reading/start-remedies.ts'
import { startCommand } from '../reading/units.ts'

export const hostkeysMissing = defineCause({
  id: 'hostkeys-missing',
  title: 'The host keys are missing',
  needs: ['server-files', 'sshd-config', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner'],
  recognise: (facts) => {
    const { 'server-files': files, 'sshd-config': config, host, units } = facts
    const lost = files.keys.filter((key) => key.state === 'missing' || (key.state === 'there' && key.size === 0))
    if (!hasNoKeys(config) || lost.length === 0 || lost.length < files.keys.length) return undefined
    const matters = keysMatterNow(facts)
    if (matters !== true) return matters || undefined
    const how = lost.every(({ state }) => state === 'missing') ? 'missing' : 'missing or empty'
    const down = metBy(facts.listeners, units, host.port) === 'start'
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} has no host key to show, so it ${down ? 'does not start' : 'ends each connection at once'}: ${how} are ${namesOf(lost)}.`,
      evidence: [
        ...quoteLines(config, (line) => line === NO_KEYS).slice(0, 1),
        ...quoteFiles(files, lost),
        ...quoteFailure(facts, [NO_KEYS]),
      ],
      advice: `Put the keys back from a backup: clients then know the host. Without one: sudo ssh-keygen -A, and every client will warn of a changed host key.${units && down ? ` Then: ${startCommand(units)}` : ''}`,
      affects: 'everybody',
      remedies: [{ id: 'hostkeys-generate', args: { start: toStartAgain(units) } }],
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  remedies: ['hostkeys-generate'],
  excludedBy: { banner: 'banner' },
  decide: () => 'ls -l /etc/ssh/ssh_host_*_key; sudo sshd -t',
})
