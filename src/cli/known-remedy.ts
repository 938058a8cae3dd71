import type { Remedy } from '../remedies/define.ts'
import { remedies, remedyOf } from '../remedies/index.ts'
import { EXIT, Stop } from './exit.ts'

export function knownRemedy(id: string): Remedy {
  const remedy = remedyOf(id)
  if (remedy) return remedy
  throw new Stop(EXIT.usage, `there is no remedy “${id}”; there are: ${remedies.map((one) => one.id).join(', ')}`)
}

/** Of a list such as `fail2ban-unban,ufw-allow`; `none` is none. */
export const knownRemedies = (list: string): Remedy[] => (list === 'none' ? [] : list.split(',').map(knownRemedy))
