import type { LogLine } from '../inside.ts'
import type { FromCommands } from './commands.ts'

/** A process that is no sshd and holds the SSH port, and the unit it belongs to; '' when none. */
export interface Front {
  pid: number
  name: string
  unit: string
  args: string
}

export interface FrontAnswers {
  /** Who else holds the SSH port, and what that said in the last minutes. */
  front: FromCommands & { fronts: Front[]; log: LogLine[] }
}
