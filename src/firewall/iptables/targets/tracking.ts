import type { Passing } from '../../packet.ts'
import type { Step } from '../../rules.ts'
import type { Option } from '../written.ts'

/** What another rule has already decided about stays so. */
const decideTracking = (tracking: 'untracked' | 'template'): Step[] => [
  { change: (packet: Passing) => (packet.tracking === 'none' ? { ...packet, tracking } : packet) },
]

export const untrack = (): Step[] => decideTracking('untracked')

/** `--zone`, `--helper` and the like say how it will be tracked. */
export const prepareConnection = (options: readonly Option[]): Step[] =>
  decideTracking(options.some(({ flag }) => flag === '--notrack') ? 'untracked' : 'template')
