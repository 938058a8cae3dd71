import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { startTelemetry } from '../../src/metrics/telemetry.ts'
import { sharedRedis } from '../support/redis.ts'
import { fetched, hasPromtool } from './scrape.ts'

const { url } = await sharedRedis()
const DASHBOARD = 'docs/examples/grafana-dashboard.json'
const RULES = 'docs/examples/prometheus-rules.yml'
const DOCS = 'docs/metrics.md'

interface Dashboard {
  panels: { title: string; targets: { expr: string }[] }[]
}
const dashboard = JSON.parse(readFileSync(DASHBOARD, 'utf8')) as Dashboard
const expressions = dashboard.panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))

async function metricsThatAre(): Promise<Set<string>> {
  const all = await startTelemetry('up', { port: 0, bind: '127.0.0.1' }, url)
  all.tellShared({ hosts: [], vantage: 'bastion-a' })
  all.workerObserver('bastion-a')
  all.deliveryObserver()
  all.webhookObserver()
  const { text } = await fetched(all.port, '/metrics')
  await all.close()
  return new Set([...text.matchAll(/^# TYPE (ssh_medic_\w+) /gm)].map(([, name = '']) => name))
}
const namedIn = (text: string) =>
  new Set([...text.matchAll(/\bssh_medic_\w+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')))

it.each([DASHBOARD, RULES, DOCS])('%s names metrics that there are', async (file) => {
  const metrics = await metricsThatAre()
  const named = [...namedIn(readFileSync(file, 'utf8'))]
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((name) => !metrics.has(name))).toEqual([])
})

it('every metric is documented', async () => {
  const documented = namedIn(readFileSync(DOCS, 'utf8'))
  expect([...(await metricsThatAre())].filter((name) => !documented.has(name))).toEqual([])
})

it.skipIf(!hasPromtool())('the rules fire when they should and not before, by the word of promtool', () => {
  const checked = spawnSync('promtool', ['check', 'rules', RULES], { encoding: 'utf8' })
  expect(`${checked.stdout}${checked.stderr}`).toContain('SUCCESS: 8 rules found')
  const tested = spawnSync('promtool', ['test', 'rules', 'test/metrics/rules.test.yml'], { encoding: 'utf8' })
  expect(`${tested.stdout}${tested.stderr}`).toMatch(/SUCCESS/)
  expect(tested.status).toBe(0)
})

it.skipIf(!hasPromtool())('every panel of the dashboard asks what Prometheus understands', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-medic-dashboard-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const rules = expressions.map((expr, index) => ({ record: `panel:${index}`, expr: filledIn(expr) }))
  const file = join(folder, 'panels.yml')
  writeFileSync(file, JSON.stringify({ groups: [{ name: 'panels', rules }] }))
  const checked = spawnSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })
  expect(`${checked.stdout}${checked.stderr}`).toContain(`SUCCESS: ${expressions.length} rules found`)
})

/** What Grafana puts in for its own variables. */
const filledIn = (expr: string): string =>
  expr.replaceAll('$__range', '1h').replaceAll('$__rate_interval', '5m').replaceAll('$vantage', '.*')
