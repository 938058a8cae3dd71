import type { Redis } from 'ioredis'
import { complaintAbout, type Noted, readAudit, readAuditTail } from '../store/audit.ts'
import { EXIT, Stop } from './exit.ts'
import { withRedis } from './with-redis.ts'

interface Options {
  config?: string
  anchor?: string[]
}

/** `ssh-medic audit verify`: whether the log is whole. A break is named by its entry. Returns the exit status. */
export async function auditVerify({ config, anchor = [] }: Options): Promise<number> {
  const anchors = anchor.map(parseAnchor)
  const { entries, tail } = await withRedis(config, readAll)
  const complaint = complaintAbout(entries, tail, anchors)
  if (complaint !== undefined) {
    process.stdout.write(`BROKEN: ${complaint}\n`)
    return EXIT.fault
  }
  const last = entries.at(-1)
  const anchored = last ? `\nNote the last one elsewhere: --anchor ${entries.length}:${last.hash}` : ''
  process.stdout.write(`Whole: ${entries.length} entries, each chained to the one before.${anchored}\n`)
  return EXIT.ok
}

/** `ssh-medic audit export`: every entry as one line of JSON, or all as one list. */
export async function auditExport({ config, json }: Options & { json?: boolean }): Promise<number> {
  const { entries } = await withRedis(config, readAll)
  const text = json
    ? `${JSON.stringify(entries, null, 2)}\n`
    : entries.map((entry) => `${JSON.stringify(entry)}\n`).join('')
  process.stdout.write(text)
  return EXIT.ok
}

async function readAll(redis: Redis) {
  const [entries, tail] = await Promise.all([readAudit(redis), readAuditTail(redis)])
  return { entries, tail }
}

/** An anchor that was noted earlier, such as the one below a result in Slack: `12:3f2a…`; the hash may be cut short. */
function parseAnchor(text: string): Noted {
  const [, entry = '', hash = ''] = /^(\d{1,9}):([0-9a-f]{8,64})$/.exec(text) ?? []
  if (entry === '')
    throw new Stop(EXIT.usage, `“${text}” is no anchor: give the entry and its hash, as in 12:3f2a90cc51de7b04`)
  return { entry: Number(entry), hash }
}
