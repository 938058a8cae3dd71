import type { Passing } from '../../packet.ts'
import type { Step } from '../../rules.ts'
import type { Reading } from '../reading.ts'
import type { Option } from '../written.ts'

/** `--add-set NAME src`, `--del-set NAME src`: what is asked of the set afterwards is not what it printed. `--map-set` sets marks. */
export function changesSet(options: readonly Option[], { changedSets }: Reading): Step[] {
  const names = options
    .filter(({ flag }) => flag === '--add-set' || flag === '--del-set')
    .map(({ values }) => values.slice(0, -1).join(' '))
  for (const name of names) changedSets.add(name)
  const marks = options.some(({ flag }) => flag === '--map-mark')
  return [
    {
      change: (packet: Passing) => ({
        ...packet,
        changedSets: packet.changedSets && [...packet.changedSets, ...names],
        mark: marks ? undefined : packet.mark,
      }),
    },
  ]
}
