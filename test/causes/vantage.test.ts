import { describe, expect, it } from 'vitest'
import { diagnose } from '../../src/causes/diagnose.ts'
import type { Evidence } from '../../src/domain/evidence.ts'
import type { Observation, ObservationName } from '../../src/domain/observation.ts'
import { evidenceIn } from './library.ts'

/** A recording in which one observation says something else. */
function varied(path: string, name: ObservationName, change: object): Evidence {
  const evidence = evidenceIn(path)
  const observations = evidence.observations.map((one) =>
    one.observation === name ? ({ ...one, ...change } as Observation) : one,
  )
  return { ...evidence, observations }
}

const findingsOf = (evidence: Evidence) =>
  diagnose(evidence).findings.map(({ cause, confidence }) => `${cause} ${confidence}`)

describe('a fault of the vantage', () => {
  it('is no resolver that fails for one zone only', () => {
    const servers = [
      {
        address: '10.0.0.53',
        forName: { outcome: 'failed', code: 'ESERVFAIL' },
        forRoot: { outcome: 'answered', addresses: [] },
      },
    ]
    const evidence = varied('dns-resolver-down/dns-resolver-down-servfail-bookworm.json', 'name-servers', { servers })
    expect(diagnose(evidence)).toMatchObject({ verdict: 'undetermined', findings: [] })
    expect(diagnose(evidence).untested.map(({ cause }) => cause)).toContain('dns-resolver-down')
  })

  it('is a stale record only likely when the old address merely is silent: it may be the host’s, too', () => {
    const silent = { outcome: 'timed-out', timeoutMs: 3_400, by: undefined, code: undefined }
    const evidence = varied('dns-stale-record/dns-stale-record-hosts-file-bookworm.json', 'connect', silent)
    expect(findingsOf(evidence)[0]).toBe('dns-stale-record likely')
  })

  it('is no missing route where the routes say that there is one', () => {
    const routed = { outcome: 'routed', text: '192.0.2.77 via 10.0.0.1 dev eth0' }
    const evidence = varied('bastion-no-route/bastion-no-route-bookworm.json', 'vantage-route', routed)
    expect(findingsOf(evidence)).toEqual([])
  })

  it('is likely a missing route when nobody could ask for the routes', () => {
    const unasked = { outcome: 'skipped', because: 'there is no ip' }
    const evidence = varied('bastion-no-route/bastion-no-route-bookworm.json', 'vantage-route', unasked)
    expect(findingsOf(evidence)).toEqual(['bastion-no-route likely'])
  })

  it('is only likely the firewall when the rule that counted is one for everything', () => {
    const rules = [{ tool: 'iptables', chain: 'OUTPUT', text: 'policy OUTPUT DROP', before: 3, after: 4 }]
    const evidence = varied('bastion-egress-fw/bastion-egress-fw-drop-bookworm.json', 'vantage-firewall', { rules })
    expect(findingsOf(evidence)).toEqual(['bastion-egress-fw likely'])
  })

  it.each([
    ['-A OUTPUT -d 10.77.0.160/32 -p tcp -m tcp --dport 22 -j DROP', undefined],
    ['ip daddr { 10.77.0.160, 10.78.0.0/16 } tcp dport 22 drop', undefined],
    ['-A OUTPUT -d 10.77.0.0/24 -p tcp -m tcp --dport 22 -j DROP', 'bastion-egress-fw proven'],
    ['ip daddr != 10.77.0.160 tcp dport 22 drop', 'bastion-egress-fw proven'],
    ['ip daddr 10.77.0.1-10.77.0.99 tcp dport 22 drop', 'bastion-egress-fw proven'],
    // Silence is not what a rejected packet ends in: these counted somebody else's.
    ['tcp dport { 22, 2222 } counter reject with tcp reset', undefined],
    ['-A OUTPUT -p tcp -m tcp --dport 22 -j REJECT --reject-with icmp-port-unreachable', undefined],
  ])('goes by where and how the rule ends what is sent: %s', (text, finding) => {
    const rules = [{ tool: 'iptables', text, before: 3, after: 4 }]
    const evidence = varied('bastion-egress-fw/bastion-egress-fw-drop-bookworm.json', 'vantage-firewall', { rules })
    expect(findingsOf(evidence)).toEqual(finding === undefined ? [] : [finding])
  })

  it('stays open when only root could read the rules', () => {
    const unread = { outcome: 'unreadable', because: 'root only' }
    const evidence = varied('bastion-egress-fw/bastion-egress-fw-drop-bookworm.json', 'vantage-firewall', unread)
    expect(diagnose(evidence)).toMatchObject({ verdict: 'undetermined', findings: [] })
    expect(diagnose(evidence).untested.map(({ cause }) => cause)).toContain('bastion-egress-fw')
  })

  it('names another port than 22 as known_hosts does', () => {
    const evidence = evidenceIn('hostkey-changed/hostkey-changed-bookworm.json')
    const moved = { ...evidence, host: { ...evidence.host, port: 2222 } }
    expect(diagnose(moved).findings[0]?.advice).toContain(`ssh-keygen -R '[${evidence.host.address}]:2222'`)
  })
})
