import { describe, expect, it } from 'vitest'
import { PLACEHOLDER } from '../../scripts/placeholder.ts'
import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { outsideNames } from '../../src/domain/observation.ts'
import { outsideOf } from './catalogue.ts'
import { docPageOf, evidenceIn, HEALTHY, isPlayedInLab, lookAlikesOf, recordingsOf } from './library.ts'

const SECTIONS = ['What you see', 'Why', 'How we know', 'How to fix', 'How to undo']

describe.each(causes.map(({ id, title }) => ({ id, title })))('$id', ({ id, title }) => {
  it('is whole: recordings, look-alikes and a lab scenario', () => {
    expect(recordingsOf(id), 'recordings that fire').not.toEqual([])
    expect(lookAlikesOf(id), 'look-alikes').not.toEqual([])
    expect(isPlayedInLab(id), 'a lab scenario').toBe(true)
  })

  it('has a page that answers every question', () => {
    const page = docPageOf(id)
    expect(page.split('\n')[0]).toBe(`# ${id}: ${title}`)
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading)).toEqual(SECTIONS)
    for (const section of page.split(/^## .*$/m).slice(1)) expect(section.trim().length).toBeGreaterThan(10)
    expect(page).not.toContain(PLACEHOLDER)
  })

  it('is listed in docs/causes/README.md, which “npm run lab -- matrix” writes', () =>
    expect(docPageOf('README')).toContain(`| [${id}](${id}.md) | ${title} |`))

  it.each(recordingsOf(id))('is the answer in %s, with a quote', (path) => {
    const { findings, verdict } = diagnose(evidenceIn(path))
    expect(findings[0]).toMatchObject({ cause: id })
    expect(findings[0]?.evidence.map(({ quote }) => quote).join('')).not.toBe('')
    expect(verdict).toBe(findings[0]?.confidence === 'possible' ? 'undetermined' : 'faulty')
  })

  it.each(lookAlikesOf(id))('stays silent in %s', (path) => {
    expect(diagnose(evidenceIn(path)).findings.map(({ cause }) => cause)).not.toContain(id)
  })
})

describe('healthy hosts', () => {
  it('were recorded', () => expect(recordingsOf(HEALTHY)).not.toEqual([]))

  it.each(recordingsOf(HEALTHY))('raise no alarm in %s', (path) => {
    expect(diagnose(evidenceIn(path))).toMatchObject({ verdict: 'healthy', findings: [] })
  })
})

describe('a diagnosis', () => {
  it.each(causes.flatMap(({ id }) => recordingsOf(id)))(
    'never proves from outside alone what is proven inside: %s',
    (path) => {
      const evidence = evidenceIn(path)
      for (const { cause, confidence, evidence: proofs } of diagnose(outsideOf(evidence)).findings)
        if (isProvenInside(cause, evidence))
          expect({ cause, confidence, proofs }).not.toMatchObject({ confidence: 'proven' })
    },
  )
})

const OUTSIDE = new Set<string>(outsideNames)

/** Whether the whole evidence proves the cause by something that was read on the host. */
const isProvenInside = (cause: string, evidence: Evidence): boolean =>
  diagnose(evidence).findings.some(
    (finding) =>
      finding.cause === cause &&
      finding.confidence === 'proven' &&
      finding.evidence.every(({ observation }) => !OUTSIDE.has(observation)),
  )
