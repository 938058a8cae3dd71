import type { Redis } from 'ioredis'
import { complaintAbout, readAudit, readAuditTail } from '../store/audit.ts'
import { defineExam, plural, right, wrong } from './exam.ts'

/** The record of what was asked, approved and done. */
export const audit = defineExam({
  id: 'audit',
  title: 'Audit log',
  needs: ['redis'],
  examine: async ({ redis }) => {
    const { entries, tail } = await atRest(redis)
    const complaint = complaintAbout(entries, tail, [])
    if (complaint !== undefined)
      return [
        wrong(
          complaint,
          'ssh-medic audit export shows it; compare with the anchors in Slack, and look who can write to Redis.',
        ),
      ]
    return [right(`${plural(entries.length, 'entry').replace(/ys$/, 'ies')}, each chained to the one before`)]
  },
})

const TRIES = 5

/** The log between two entries: one that is appended while we read is neither missing nor too much. */
async function atRest(redis: Redis) {
  for (let left = TRIES; ; left--) {
    const before = await readAuditTail(redis)
    const entries = await readAudit(redis)
    const tail = await readAuditTail(redis)
    if (before === tail || left === 0) return { entries, tail }
  }
}
