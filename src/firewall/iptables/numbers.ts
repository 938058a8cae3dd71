/** `22`, `0:1023`, `5-9`: both ends belong to it. Undefined when it is none. */
export interface Range {
  from: number
  to: number
}

export function rangeOf(text: string, separator: ':' | '-' = ':'): Range | undefined {
  const [from = '', to = from, more] = text.split(separator, 3)
  if (more !== undefined || !/^\d{1,10}$/.test(from) || !/^\d{1,10}$/.test(to)) return undefined
  return { from: Number(from), to: Number(to) }
}

export const isWithin = (value: number, { from, to }: Range): boolean => value >= from && value <= to

/** `0x1/0xff` or `4`, where the mask is all bits. */
export interface Masked {
  value: number
  mask: number
}

export function maskedOf(text: string): Masked | undefined {
  const [value, mask, more] = text.split('/', 3)
  const [valueNumber, maskNumber] = [word(value ?? ''), word(mask ?? '0xffffffff')]
  if (valueNumber === undefined || maskNumber === undefined || more !== undefined) return undefined
  return { value: valueNumber, mask: maskNumber }
}

/** 32 bits, written in decimals or as `0x…`. */
export function word(text: string): number | undefined {
  if (!/^(0x[0-9a-fA-F]{1,8}|\d{1,10})$/.test(text)) return undefined
  const number = Number(text)
  return number <= 0xffffffff ? number : undefined
}
