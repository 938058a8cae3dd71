import type { Passing } from '../../packet.ts'
import { type Scalar, unsureOrAbsent } from '../scalar.ts'
import { type DataType, TYPES } from '../types.ts'

/** Something that a rule reads from a packet. */
export interface Expression {
  type: DataType
  /** Undefined when the packet has no such thing: the rule does not match then, however it asks. */
  read: (packet: Passing) => Scalar | undefined
}

export const notModelled = (what: string, type: DataType = TYPES.integer): Expression => {
  const nothing = unsureOrAbsent(`${what} is not modelled`)
  return { type, read: () => nothing }
}

export const absent = (type: DataType): Expression => ({ type, read: () => undefined })
