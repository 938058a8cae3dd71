import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Host } from '../../../src/config/schema.ts'
import { judgeModal, optionSchema } from '../../../src/demo/slack/blocks.ts'
import { canonicalAddress } from '../../../src/domain/address.ts'
import { checkForm, HOST_PICKER, optionOf, readForm } from '../../../src/slack/views/check-form.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.constantFrom('<!channel>', '*bold*', '\u202e\u0000', '   ', '$(reboot)', 'deploy', '203.0.113.7', '2222'),
)
const host: fc.Arbitrary<Host> = fc.record({
  ...{ name: text, address: text, port: fc.constant(22), tags: fc.array(text, { maxLength: 4 }) },
})
const filled = fc.record({ client: text, user: text, port: text })
const stateOf = (typed: Record<string, string>, picked: string | undefined) => ({
  host: { [HOST_PICKER]: { selected_option: picked === undefined ? null : { value: picked } } },
  ...Object.fromEntries(Object.entries(typed).map(([block, value]) => [block, { value: { value } }])),
})

const harmless = z.strictObject({
  host: z.literal('web-01'),
  client: z
    .string()
    .refine((address) => canonicalAddress(address) === address)
    .optional(),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_.-]{0,31}\$?$/i)
    .optional(),
  port: z.int().min(1).max(65_535).optional(),
})

describe('the form', () => {
  it('is one that Slack opens, whatever hosts are called and messages hold', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), host, text, (notes, one, hint) => {
        const client = { address: '203.0.113.7', hint: hint.trim() || 'x' }
        const view = checkForm({ metadata: { channel: 'C1', hosts: ['web-01'] }, notes, host: one, client })
        expect(judgeModal(JSON.parse(JSON.stringify(view)))).toHaveProperty('modal')
      }),
    )
  })

  it('offers a host as an option that Slack takes, or not at all', () => {
    fc.assert(
      fc.property(host, (one) => {
        const option = optionOf(one)
        if (option) expect(optionSchema.safeParse(option).success).toBe(true)
        else expect(one.name.length).toBeGreaterThan(150)
      }),
    )
  })

  it('is read as a check of nothing but addresses, logins and ports, or complained of at its fields', () => {
    fc.assert(
      fc.property(filled, (typed) => {
        const read = readForm(stateOf(typed, 'web-01'))
        const complaints = 'errors' in read ? Object.keys(read.errors) : []
        expect('errors' in read).toBe(complaints.length > 0)
        expect(['client', 'user', 'port']).toEqual(expect.arrayContaining(complaints))
        if ('check' in read) expect(harmless.parse(read.check)).toEqual(read.check)
      }),
    )
  })

  it.each([
    [
      { client: '[2001:DB8::7]', user: ' deploy ', port: ' 2222 ' },
      { client: '2001:db8::7', user: 'deploy', port: 2222 },
    ],
    [{ client: '', user: '', port: '' }, {}],
  ])('reads %j', (typed, check) => {
    expect(readForm(stateOf(typed, 'web-01'))).toEqual({ check: { host: 'web-01', ...check } })
  })

  it('without a host asks for one', () => {
    expect(readForm(stateOf({}, undefined))).toEqual({ errors: { host: 'Pick a host.' } })
    expect(readForm(undefined)).toEqual({ errors: { host: 'Pick a host.' } })
  })
})
