import type { WebClient } from '@slack/web-api'
import type { Diagnosed } from '../domain/diagnosis.ts'
import { toEvidenceJson, toEvidenceText } from '../report/evidence-text.ts'
import { escapeMrkdwn } from './blocks/limits.ts'
import { troubleOf } from './web-client.ts'

const NO_SCOPE =
  'The evidence cannot be put here: the app lacks the scope files:write. An operator has to reinstall it from manifest.yml; then check again and press Evidence. On the bastion it can be had now: ssh-medic check HOST --save FILE.json'
const GONE = 'The evidence of this check is gone: it is kept for seven days. Check again.'

/** How the files of a run are called. */
function evidenceNames({ evidence: { host, startedAt } }: Diagnosed): { text: string; json: string } {
  const name = `evidence-${host.name}-${startedAt.slice(0, 16).replaceAll(':', '')}`
  return { text: `${name}.txt`, json: `${name}.json` }
}

interface Target {
  channel: string
  thread: string
}

/** Puts all evidence of a run into its thread: a text to read, and the JSON that `diagnose` takes. */
export async function postEvidence(client: WebClient, { channel, thread }: Target, run: Diagnosed | undefined) {
  if (!run) return say(client, { channel, thread }, GONE)
  const names = evidenceNames(run)
  const upload = (filename: string, content: string) => ({ filename, title: filename, file: Buffer.from(content) })
  try {
    await client.filesUploadV2({
      channel_id: channel,
      thread_ts: thread,
      initial_comment: escapeMrkdwn(
        `All evidence about ${run.evidence.host.name}, without secrets: to read, and for ssh-medic diagnose.`,
      ),
      file_uploads: [upload(names.text, toEvidenceText(run)), upload(names.json, toEvidenceJson(run.evidence))],
    })
    return { ts: '' } // Slack does not tell where the message of an upload stands.
  } catch (error) {
    const trouble = troubleOf(error)
    if (trouble.kind === 'refused' && trouble.code === 'missing_scope')
      return say(client, { channel, thread }, NO_SCOPE)
    throw error
  }
}

async function say(client: WebClient, { channel, thread }: Target, text: string): Promise<{ ts: string }> {
  const { ts = '' } = await client.chat.postMessage({ channel, thread_ts: thread, text: escapeMrkdwn(text) })
  return { ts }
}
