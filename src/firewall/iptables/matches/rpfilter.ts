import { asWritten, may } from '../../answer.ts'
import type { MatchReader } from '../reading.ts'

const UNKNOWN = may("the host's way back to the source is not known")

/** Matches what comes in by the device that answers leave by; `--invert` the rest. */
export const rpfilter: MatchReader = (options) => {
  const inverted = options.some(({ flag }) => flag === '--invert')
  return ({ wayBack, device }) => asWritten(wayBack !== undefined && wayBack === device ? true : UNKNOWN, inverted)
}
