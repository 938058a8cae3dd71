import { styleText } from 'node:util'
import { untilInterrupted } from '../cli/interrupt.ts'
import { servePage } from './page/server.ts'
import { type DemoParts, startParts } from './parts.ts'
import { playStory } from './story.ts'

const PORT = 4747

/** `ssh-medic demo`: a workspace on a local page, or with `smoke` the whole story without a browser. Returns the exit status. */
export async function runDemo({ smoke, port = PORT }: { smoke?: boolean; port?: number }): Promise<number> {
  const parts = await startParts({ warn: (text) => void process.stderr.write(`${text}\n`) })
  try {
    return smoke ? await play(parts) : await show(parts, port)
  } finally {
    await parts.close()
  }
}

async function play({ slack, redis }: DemoParts): Promise<number> {
  console.log(`The story, without a browser (queue: ${redis} Redis)`)
  try {
    await playStory(slack, (step, ms) =>
      console.log(`${styleText('green', '✓')} ${step} ${styleText('dim', `(${ms} ms)`)}`),
    )
    console.log('Every step was seen.')
    return 0
  } catch (error) {
    console.log(`${styleText('red', '✗')} ${error instanceof Error ? error.message : error}`)
    for (const { text, threadTs, onlyFor } of slack.workspace.messages)
      console.log(`  ${threadTs ? '↳ ' : ''}${onlyFor ? `(to ${onlyFor}) ` : ''}${text}`)
    return 1
  }
}

async function show({ slack, redis, tour }: DemoParts, port: number): Promise<number> {
  const page = await servePage({ slack, tour }, port)
  console.log(`
ssh-medic demo: open ${styleText('bold', page.url)}

  The line at the foot of the page says what to try: a ban, a watched host that fails, an alert of another app, a fix in production that somebody else
  has to approve, the way back, the pause switch. --smoke plays all of it here, without a browser.

  Real:       the bot, the queue (${redis} Redis), the worker, SSH over TCP, the evidence script’s parsers, the diagnosis.
  Simulated:  Slack (this page) and the hosts, which answer with what real Debian 12 hosts printed, and change state.

Ctrl-C ends it and leaves nothing behind.`)
  try {
    await untilInterrupted(
      (signal) => new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true })),
    )
  } finally {
    await page.close()
  }
  return 0
}
