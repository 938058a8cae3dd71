import { pausedWords } from '../queue/switch.ts'
import { readIncidents } from '../store/incidents.ts'
import { readSwitch, saidBy, unconfirmedMs } from '../store/switch.ts'
import { defineExam, note, plural, type Result, right, wrong } from './exam.ts'

/** A bot confirms the pause switch every five seconds: so it shows whether one is alive. */
const ALIVE_MS = 30_000
const DAY_MS = 86_400_000

export const bot = defineExam({
  id: 'bot',
  title: 'Bot',
  needs: ['redis'],
  examine: async ({ redis }) => {
    const record = (await readSwitch(redis)).record
    const said = record && saidBy(record)
    const paused = said?.paused
      ? [note(`no host is changed: ${pausedWords(said)}`, 'ssh-medic resume lets changes go on.')]
      : []
    const recent = (await readIncidents(redis)).filter(({ at }) => Date.now() - Date.parse(at) < DAY_MS)
    return [alive(unconfirmedMs(said)), ...paused, ...incidents(recent)]
  },
})

function alive(ageMs: number): Result {
  const mend =
    'Start it (ssh-medic bot, or up), and look at its log. Until then nothing is posted and no host is changed.'
  if (ageMs === Number.POSITIVE_INFINITY) return wrong('no bot has ever used this Redis', mend)
  if (ageMs > ALIVE_MS)
    return wrong(`no bot is alive: the last word of one is ${Math.round(ageMs / 1_000)} s old`, mend)
  return right('one is alive on this Redis')
}

function incidents(recent: Awaited<ReturnType<typeof readIncidents>>): Result[] {
  const [newest] = recent
  if (!newest) return []
  return [
    note(
      `${plural(recent.length, 'message')} of the last day did not arrive as it should; the newest: ${newest.because}`,
      'redis-cli LRANGE ssh-medic:incidents 0 -1 lists them; an archived channel or a bot that was removed from one are usual.',
    ),
  ]
}
