import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import type { Finding } from '../../src/domain/diagnosis.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { answerOf } from '../../src/domain/evidence.ts'
import { evidenceIn, HEALTHY, recordingsOf } from './library.ts'

const FILES = 10_000
/** Far more than any file takes, even here beside other tests: only a pattern that runs away takes so long. */
const HANG_MS = 5_000

const recordings = new Map(
  [...causes.map(({ id }) => id), HEALTHY]
    .flatMap(recordingsOf)
    .map((path) => [path, JSON.stringify(evidenceIn(path))]),
)

/** What an attacker may choose: user names, banners, comments of rules; and what no parser of ours would ever write. */
const hostileText = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      '\n',
      '<!channel>',
      '__proto__',
      '-1',
      '203.0.113.7',
      'root',
      '%h',
      '../../etc/shadow',
      '*',
      'SSH-2.0-',
    ],
    'Failed password for invalid user deploy from 203.0.113.7 port 22 ssh2',
    'a'.repeat(50_000),
    '('.repeat(5_000),
    `${' '.repeat(20_000)}x`,
    '203.0.113.7 '.repeat(3_000),
  ),
  fc.string({ unit: 'binary', maxLength: 200 }),
)
const anything = fc.oneof(
  hostileText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1e308, [], {}, [null], { length: 3 }),
)

const change = fc.record({ at: fc.nat(), value: anything, how: fc.constantFrom('replace', 'remove', 'append') })
const recipe = fc.record({
  path: fc.constantFrom(...recordings.keys()),
  changes: fc.array(change, { minLength: 1, maxLength: 8 }),
})

/** A recipe is short to print when it fails; the file that it makes is not. */
function made({ path, changes }: Recipe): Evidence {
  const evidence = JSON.parse(recordings.get(path) ?? '') as Evidence
  for (const one of changes) apply(one, evidence.observations)
  return evidence
}

type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never
type Change = Recipe['changes'][number]
type Holder = Record<string, unknown>

/** Changes one place below the observations; which one, the number chooses as it walks down. */
function apply({ at, value, how }: Change, root: unknown): void {
  let holder = root as Holder
  for (let rest = at, depth = 0; depth < 8; depth++) {
    const keys = Object.keys(holder)
    const key = keys[rest % keys.length]
    if (key === undefined) return
    const inner = holder[key]
    rest = Math.floor(rest / keys.length)
    if (typeof inner === 'object' && inner !== null && depth < 7) {
      holder = inner as Holder
      continue
    }
    if (how === 'remove') delete holder[key]
    else if (how === 'append' && typeof inner === 'string' && typeof value === 'string')
      holder[key] = `${inner}\n${value}`
    else holder[key] = value
    return
  }
}

/** Each line that is shown as the output of a command has to stand in the output of that very command, or be how it ended. */
function invented({ observations }: Evidence, { evidence }: Finding): string[] {
  const outputs = observations.flatMap((one) => ('commands' in one && Array.isArray(one.commands) ? one.commands : []))
  return evidence
    .filter(({ command }) => command !== undefined)
    .flatMap(({ command, quote }) => {
      const printed = outputs.filter((one) => one?.command === command)
      return quote
        .split('\n')
        .filter(
          (line) =>
            !printed.some(({ output, exit }) => String(output).includes(line) || line === `exit status ${exit}`),
        )
    })
}

describe('hostile evidence', () => {
  it(`is survived in ${FILES} files: an answer in time, and no invented proof`, { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(recipe, (one) => {
        const evidence = made(one)
        const started = performance.now()
        const { findings } = diagnose(evidence)
        expect(performance.now() - started).toBeLessThan(HANG_MS)
        for (const finding of findings) {
          expect(invented(evidence, finding)).toEqual([])
          if (finding.confidence === 'proven') expect(finding.evidence.length).toBeGreaterThan(0)
        }
      }),
      { numRuns: FILES },
    )
  })

  it('is diagnosed to the same result twice', () => {
    fc.assert(
      fc.property(recipe, (one) => {
        expect(diagnose(made(one))).toEqual(diagnose(made(one)))
      }),
      { numRuns: 300 },
    )
  })
})

/** User names that read like what sshd says of somebody else: an attacker only has to try to log in with them. */
const NAMES = [
  'deploy from 203.0.113.7 not allowed because account is locked',
  'deploy from 203.0.113.7 port 22 ssh2: Too many authentication failures',
  'x from 203.0.113.7 port 1: pam_access(sshd:account): access denied for user `deploy` from `203.0.113.7`',
  'drop connection #0 from [203.0.113.7]:1 on [10.77.0.9]:22 penalty: failed authentication',
  'fatal: bad ownership or modes for chroot directory "/home/deploy"',
  'error: kex_exchange_identification: read: Connection reset by peer',
  'Authentication refused: bad ownership or modes for directory /home/deploy',
  'error: no hostkeys available -- exiting.',
  'fatal: fork of unprivileged child failed',
  'error: accept: Too many open files',
  'refused connect from 203.0.113.7 (203.0.113.7)',
]

describe('a healthy host where an attacker tries telling user names', () => {
  const healthy = recordingsOf(HEALTHY).filter((path) => answerOf(evidenceIn(path), 'sshd-log'))
  it.each(healthy)('raises no alarm in %s', (path) => {
    for (const name of NAMES)
      expect(diagnose(triedBy(evidenceIn(path), name)).findings.map(({ summary }) => summary)).toEqual([])
  })
})

function triedBy(evidence: Evidence, name: string): Evidence {
  const log = answerOf(evidence, 'sshd-log')
  if (!log) return evidence
  const at = answerOf(evidence, 'identity')?.now ?? evidence.startedAt
  const text = `Invalid user ${name} from 192.0.2.44 port 40001`
  const tried = {
    ...log,
    lines: [...log.lines, { at, tag: 'sshd', text }],
    commands: log.commands.map((one) => ({ ...one, output: `${one.output}\n${at} web-01 sshd[77]: ${text}` })),
  }
  return { ...evidence, observations: evidence.observations.map((one) => (one === log ? tried : one)) }
}
