import { fieldsOf, listOf } from '../json.ts'
import { combined, exactly, type Operator, type Scalar } from '../scalar.ts'
import { type DataType, intervalOf, TYPES } from '../types.ts'
import { type Expression, notModelled } from './expression.ts'

export const isOperator = (name: string): name is Operator => ['&', '|', '^', '<<', '>>'].includes(name)

/** `{"|": ["syn", "ack"]}` is a constant. */
export function isFlags(json: unknown): boolean {
  const { '|': flags } = fieldsOf(json) ?? {}
  return Array.isArray(flags) && flags.every((flag) => typeof flag !== 'object')
}

/** A constant within an expression, of the type that stands beside it. */
export function constant(json: unknown, type: DataType): Expression | undefined {
  const interval = intervalOf(json, type)
  if (!interval || interval.from !== interval.to) return undefined
  const scalar = exactly(interval.from)
  return { type, read: () => scalar }
}

type Compile = (json: unknown, hint: DataType) => Expression | undefined

/** `{"&": [left, right]}`; newer versions of nft have more than two there. */
export function operation(operator: Operator, body: unknown, hint: DataType, compile: Compile): Expression {
  const list = listOf(body)
  const compiled = list.map((one) => compile(one, hint))
  const type = compiled.find((one) => one !== undefined)?.type ?? hint
  const ofConstant = (index: number) => (index > 0 && isShift(operator) ? TYPES.integer : type)
  const operands = compiled.map((one, index) => one ?? constant(list[index], ofConstant(index)))
  const [first, ...others] = operands.filter((one) => one !== undefined)
  if (!first || others.length === 0 || others.length !== list.length - 1)
    return notModelled(`an expression with ${operator}`)
  return {
    type,
    read: (packet) =>
      others.reduce((one, other) => applied(operator, one, other.read(packet), type), first.read(packet)),
  }
}

const isShift = (operator: Operator): boolean => operator === '<<' || operator === '>>'

const applied = (operator: Operator, one: Scalar | undefined, other: Scalar | undefined, { bits }: DataType) =>
  one && other && combined(operator, one, other, bits)
