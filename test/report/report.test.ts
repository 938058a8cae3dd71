import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { toReport } from '../../src/report/report.ts'
import { publishedSchemas } from '../../src/report/schemas.ts'
import { toText } from '../../src/report/text.ts'

const ROOT = join(import.meta.dirname, '../..')
const CAUSES = join(ROOT, 'test/causes')
const published = (name: string): object => JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')) as object

const recordings = readdirSync(CAUSES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && !file.endsWith('look-alikes.json'))
  .map((file) => ({ file, evidence: JSON.parse(readFileSync(join(CAUSES, file), 'utf8')) as Evidence }))

describe('published schemas', () => {
  it.each(Object.entries(publishedSchemas()))(
    '%s is what the product uses: npx tsx scripts/write-schemas.ts',
    (name, schema) => {
      expect(published(name)).toEqual(schema)
    },
  )
})

describe('reports', () => {
  const ajv = new Ajv2020({ strict: false, formats: { uri: true } })
  const validate = ajv.compile(published('report.schema.json'))

  it.each(recordings)('of $file fit the published schema', ({ evidence }) => {
    validate(JSON.parse(JSON.stringify(toReport({ evidence, diagnosis: diagnose(evidence) }))))
    expect(validate.errors).toBeNull()
  })

  it.each(recordings)('of $file begin with the answer for people', ({ evidence }) => {
    const diagnosis = diagnose(evidence)
    const [first = ''] = toText({ evidence, diagnosis }, { color: false }).split('\n')
    expect(first).toContain(evidence.host.name)
    expect(first).toContain(diagnosis.findings[0]?.title ?? 'healthy')
  })
})
