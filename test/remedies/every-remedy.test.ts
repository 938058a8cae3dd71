import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import { dropIn } from '../../src/cli/sudoers.ts'
import { deadManFor } from '../../src/remedies/dead-man.ts'
import type { Argv, Remedy } from '../../src/remedies/define.ts'
import { remedies, remedyOf } from '../../src/remedies/index.ts'
import { grantsOf } from '../../src/remedies/sudoers.ts'
import { evidenceIn, recordingsOf } from '../causes/library.ts'

const SUDOERS = join(import.meta.dirname, '../../docs/medic.sudoers')
const scenarios = join(import.meta.dirname, '../lab/scenarios')
const played = readdirSync(scenarios).map((name) => readFileSync(join(scenarios, name, 'scenario.ts'), 'utf8'))

/** All that is run with sudo for the remedy, in both directions, the timed undo included. */
function argvsRun(remedy: Remedy, args: Record<string, string>): Argv[] {
  const rescues = (['do', 'undo'] as const).flatMap((direction) => remedy.rescue?.(args, direction) ?? [])
  const { arm, cancel } = deadManFor({
    argvs: rescues,
    afterS: 180,
    orderId: 'order-0a1b',
    login: 'root',
    systemd: true,
  })
  const timed = rescues.length > 0 ? [...arm, ...(cancel([]) ?? [])] : []
  return [...remedy.plan(args), ...(remedy.undo?.(args) ?? []), ...rescues, ...timed]
}

/** As sudo does it: the arguments joined by spaces, against an extended regular expression, by the same C library. */
function isGranted(remedy: Remedy, [program, ...args]: Argv): boolean {
  return grantsOf(remedy).some(
    (grant) =>
      grant.program.endsWith(`/${program}`) &&
      spawnSync('grep', ['-qEx', '--', grant.args], { input: `${args.join(' ')}\n` }).status === 0,
  )
}

describe.each(remedies.map((remedy) => ({ id: remedy.id, remedy })))('$id', ({ id, remedy }) => {
  it('is whole: a test of its own, a lab scenario, and a cause or another remedy that calls for it', () => {
    expect(existsSync(join(import.meta.dirname, `${id}.test.ts`)), 'a test').toBe(true)
    expect(
      played.some((text) => text.includes(`remedy: '${id}'`) || text.includes(`persist: '${id}'`)),
      'a lab scenario',
    ).toBe(true)
    const called = [...causes.flatMap((cause) => cause.remedies), ...remedies.flatMap(({ next }) => next?.id ?? [])]
    expect(called).toContain(id)
  })

  it('takes its own example', () => {
    expect(remedy.args.safeParse(remedy.example)).toEqual({ success: true, data: remedy.example })
  })

  it('may run all that it runs under the sudoers of its own', () => {
    for (const argv of argvsRun(remedy, remedy.example)) expect([argv, isGranted(remedy, argv)]).toEqual([argv, true])
  })

  it('may run nothing else', () => {
    for (const [program, ...args] of argvsRun(remedy, remedy.example))
      for (const other of [[program, ...args, '/etc/shadow'], [program, '-x', ...args], [program], [program, ';id']])
        expect([other, isGranted(remedy, other as unknown as Argv)]).toEqual([other, false])
  })

  it('takes no argument that is more than a value', () => {
    const keys = Object.keys(remedy.example)
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '-rf',
        '--reset',
        '$(id)',
        '`id`',
        'a;id',
        'a b',
        'a\nb',
        '../x',
        '/etc/../x',
        '<!channel>',
        'é',
        '',
      ),
    )
    fc.assert(
      fc.property(fc.constantFrom(...keys), hostile, (key, value) => {
        const parsed = remedy.args.safeParse({ ...remedy.example, [key]: value })
        if (!parsed.success) return
        for (const argv of [...remedy.plan(parsed.data), ...(remedy.undo?.(parsed.data) ?? [])])
          for (const word of argv) expect(word).toMatch(/^[\x20-\x7e]+$/)
        expect(Object.values(parsed.data).every((one) => /^[\w./:@,+][\w./:@,+-]*$/.test(one))).toBe(true)
      }),
      { numRuns: 150 },
    )
    expect(remedy.args.safeParse({ ...remedy.example, more: 'x' }).success).toBe(false)
  })
})

const offers = causes
  .flatMap(({ id }) => recordingsOf(id))
  .flatMap((path) => {
    const evidence = evidenceIn(path)
    return diagnose(evidence).findings.flatMap(({ cause, remedies: offered }) =>
      offered.map(({ id, args }) => ({ path, cause, id, args, evidence })),
    )
  })

describe('what a finding offers', () => {
  it.each(offers)('$id ends what $cause found in $path', ({ cause, id, args, evidence }) => {
    expect(causes.find((one) => one.id === cause)?.remedies).toContain(id)
    expect(remedyOf(id)?.trouble(evidence, args)).toMatchObject({ state: 'holds' })
  })

  it('is nothing where this vantage cannot log in', () => {
    const shut = offers.map(({ evidence }) => ({
      ...evidence,
      observations: evidence.observations.filter(({ observation }) => observation !== 'login'),
    }))
    expect(shut.flatMap((evidence) => diagnose(evidence).findings.flatMap((one) => one.remedies))).toEqual([])
  })
})

describe('docs/medic.sudoers', () => {
  it('is what `ssh-medic sudoers --user medic` prints', () => {
    expect(readFileSync(SUDOERS, 'utf8')).toBe(dropIn('medic', remedies))
  })

  it('grants nothing to change where ssh-medic shall only look', () => {
    expect(dropIn('medic', [])).not.toMatch(/SSH_MEDIC_FIX|systemd-run/)
  })

  it.skipIf(spawnSync('visudo', ['-V']).error)('is valid to sudo for every single remedy', () => {
    for (const remedy of remedies)
      execFileSync('visudo', ['-cf', '-'], { input: dropIn('medic', [remedy]), stdio: ['pipe', 'ignore', 'pipe'] })
  })
})
