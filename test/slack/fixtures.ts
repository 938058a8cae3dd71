import type { Diagnosed, Finding } from '../../src/domain/diagnosis.ts'
import type { ActionReport, Asked } from '../../src/domain/message.ts'

export const asked: Asked = {
  host: 'web-01',
  client: '203.0.113.7',
  user: 'deploy',
  requestedBy: { id: 'U1', name: 'Ada' },
  vantage: 'bastion-a',
}

export const banned: Finding = {
  cause: 'fail2ban-ban',
  title: 'fail2ban has banned the client',
  confidence: 'proven',
  summary: "fail2ban's jail sshd has banned 203.0.113.7 until 14:02",
  evidence: [
    { observation: 'fail2ban', quote: '203.0.113.7', command: 'sudo -n fail2ban-client get sshd banip --with-time' },
  ],
  affects: 'client',
  since: '2026-11-21 12:02:11',
  remedies: [
    {
      id: 'fail2ban-unban',
      title: 'Lift the ban of fail2ban',
      risk: 'safe',
      args: { jail: 'sshd', ip: '203.0.113.7' },
      command: 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
    },
  ],
}

export function diagnosedAs(diagnosis: Partial<Diagnosed['diagnosis']>, client = true): Diagnosed {
  return {
    evidence: {
      schema: 'ssh-medic/evidence@1',
      runId: 'run-1',
      startedAt: '2026-11-21T12:10:00.000Z',
      durationMs: 812,
      host: { name: 'web-01', address: '10.0.0.5', port: 22 },
      ...(client && { client: { address: '203.0.113.7' } }),
      user: 'deploy',
      vantage: 'bastion-a',
      observations: [],
    },
    diagnosis: { verdict: 'faulty', findings: [], ruledOut: [], untested: [], ...diagnosis },
  }
}

export const bannedRun = diagnosedAs({ findings: [banned], ruledOut: ['sshd-stopped', 'ufw-deny'] })

export const unbanned: ActionReport = {
  schema: 'ssh-medic/action@1',
  orderId: 'order-1',
  remedy: 'fail2ban-unban',
  args: { jail: 'sshd', ip: '203.0.113.7' },
  direction: 'do',
  host: 'web-01',
  command: 'sudo -n fail2ban-client set sshd unbanip 203.0.113.7',
  outcome: 'verified',
  detail: 'Before: 203.0.113.7 is banned in sshd. After: 203.0.113.7 is in no jail and no rule of fail2ban blocks it.',
  undo: { command: 'sudo -n fail2ban-client set sshd banip 203.0.113.7' },
  requestedBy: { id: 'U1', name: 'Ada' },
  at: '2026-11-21T12:11:00.000Z',
}
