import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import { budgetOver, memoryLedger } from '../../src/probes/budget.ts'
import { fail2banUnban } from '../../src/remedies/fail2ban-unban.ts'
import { reportOf } from '../../src/remedies/report.ts'
import { actionText } from '../../src/report/action-text.ts'
import { toReport } from '../../src/report/report.ts'
import { publishedSchemas } from '../../src/report/schemas.ts'
import { toText } from '../../src/report/text.ts'

const ROOT = join(import.meta.dirname, '../..')
const CAUSES = join(ROOT, 'test/causes')
const published = (name: string): object => JSON.parse(readFileSync(join(ROOT, 'schema', name), 'utf8')) as object

const tools = { knownHosts: '', budget: budgetOver(memoryLedger()) }

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

const ajv = new Ajv2020({ strict: false, formats: { uri: true } })

describe('the report of an action', () => {
  it('fits the published schema', () => {
    const args = { jail: 'sshd', ip: '203.0.113.7' }
    const host = { name: 'web-01', address: '10.0.0.5', port: 22, tags: [] }
    const order = {
      remedy: fail2banUnban,
      args,
      direction: 'do' as const,
      request: { runId: 'r', host, vantage: 'v' },
      tools,
    }
    const report = reportOf(order, [['fail2ban-client', 'set', 'sshd', 'unbanip', '203.0.113.7']], {
      changed: true,
      outcome: 'verified',
      detail: 'gone',
      next: { id: 'fail2ban-ignore', args: { jail: 'sshd', ip: '203.0.113.7' } },
    })
    const validate = ajv.compile(published('action.schema.json'))
    validate(JSON.parse(JSON.stringify(report)))
    expect(validate.errors).toBeNull()
    expect(report.undo?.command).toContain('banip')
    expect(actionText(report)).toContain('ssh-medic fix web-01 fail2ban-ignore jail=sshd ip=203.0.113.7')
  })
})

describe('reports', () => {
  const validate = ajv.compile(published('report.schema.json'))

  it.each(recordings)('of $file fit the published schema', ({ evidence }) => {
    validate(JSON.parse(JSON.stringify(toReport({ evidence, diagnosis: diagnose(evidence) }))))
    expect(validate.errors).toBeNull()
  })

  it.each(recordings)('of $file begin with the answer for people', ({ evidence }) => {
    const diagnosis = diagnose(evidence)
    const [first = ''] = toText({ evidence, diagnosis }, { color: false }).split('\n')
    expect(first).toContain(evidence.host.name)
    const without = diagnosis.verdict === 'healthy' ? 'healthy' : 'cannot tell'
    expect(first).toContain(diagnosis.findings[0]?.title ?? without)
  })
})
