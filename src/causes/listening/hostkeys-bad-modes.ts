import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import {
  downSince,
  FAILED_STARTS,
  hasNoKeys,
  keysMatterNow,
  metBy,
  NO_KEYS,
  quoteFailure,
  quoteFiles,
} from '../reading/server-files.ts'
import { toStartAgain } from '../reading/start-remedies.ts'
import { startCommand } from '../reading/units.ts'

const TOO_OPEN = /^Permissions (0?[0-7]{3,4}) for '(\/[^']+)' are too open\.$/

export const hostkeysBadModes = defineCause({
  id: 'hostkeys-bad-modes',
  title: 'The host keys are open to others',
  needs: ['server-files', 'sshd-config', 'listeners', 'host'],
  also: ['units', 'unit-history', 'banner'],
  recognise: (facts) => {
    const { 'server-files': files, 'sshd-config': config, host, units } = facts
    const refused = config.complaint.split('\n').flatMap((line) => {
      const [, mode, path] = TOO_OPEN.exec(line) ?? []
      return mode && path ? [{ mode, path }] : []
    })
    if (!hasNoKeys(config) || refused.length === 0) return undefined
    const matters = keysMatterNow(facts)
    if (matters !== true) return matters || undefined
    const paths = new Set(refused.map(({ path }) => path))
    const down = metBy(facts.listeners, units, host.port) === 'start'
    const named = [...paths].map(quoted).join(' ')
    return {
      confidence: 'proven',
      summary: `sshd of ${host.name} refuses its own host keys, because others may read them (${refused.map(({ mode, path }) => `${path}: ${mode}`).join(', ')}), so it ${down ? 'does not start' : 'ends each connection at once'}.`,
      evidence: [
        ...quoteLines(config, (line) => line === NO_KEYS || TOO_OPEN.test(line)).slice(0, 1),
        ...quoteFiles(
          files,
          files.keys.filter(({ path }) => paths.has(path)),
        ),
        ...quoteFailure(facts, [NO_KEYS]),
      ],
      advice: `sudo chown root:root ${named}; sudo chmod 600 ${named}${units && down ? `; ${startCommand(units)}` : ''}. Who else changed with them? A chmod -R rarely hits keys alone.`,
      affects: 'everybody',
      remedies: [
        {
          id: 'hostkeys-modes',
          args: { keys: [...paths].join(','), start: toStartAgain(units), port: String(host.port) },
        },
      ],
      ...downSince(units),
    }
  },
  masks: FAILED_STARTS,
  remedies: ['hostkeys-modes'],
  excludedBy: { banner: 'banner' },
  decide: () => 'ls -l /etc/ssh/ssh_host_*_key; sudo sshd -t',
})

/** A path that a host printed, as a shell takes it for one word. */
const quoted = (path: string): string => (/^[\w./@+-]+$/.test(path) ? path : `'${path}'`)
