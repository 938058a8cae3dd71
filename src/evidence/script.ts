import { randomBytes } from 'node:crypto'
import type { RunResult, Shell } from '../access/shell.ts'
import type { Address } from '../domain/address.ts'
import type { CommandOutput, InsideAnswers } from '../domain/inside.ts'
import type { InsideName, Observation } from '../domain/observation.ts'
import { redact, withoutControls } from '../domain/redact.ts'
import { evidenceScript, scriptCommand } from './compose.ts'
import { type Frame, readTranscript, type Transcript } from './frames.ts'
import { sections } from './index.ts'
import { outputLimitBytes } from './prelude.ts'
import type { Section, Told } from './section.ts'

export { evidenceScript, pasteNonce, scriptCommand } from './compose.ts'

/** More than a whole script can print on a host whose rule sets are all as large as they may be. */
const scriptLimitBytes = 32 * 1024 * 1024

interface Patience {
  timeoutMs: number
  signal?: AbortSignal
  /** Whether the connection is known to be lost: asked now and then, so that nobody waits for the whole time. */
  isLost?: () => boolean
}

const ASK_EVERY_MS = 500

/**
 * Runs the evidence script on a host: the `script` observation, and one observation for every inside section, never fewer.
 * Trouble at the host is returned. Rejects with the signal's reason when cancelled, and with a RangeError on a subject that
 * no command line can carry.
 */
export async function gatherInside(
  shell: Shell,
  subject: { client?: Address; user?: string; port: number },
  options: Patience,
): Promise<Observation[]> {
  const nonce = randomBytes(12).toString('hex')
  const command = scriptCommand({ nonce, ...subject })
  const startedAt = new Date()
  const ran = await runScript(shell, command, options)
  const at = startedAt.toISOString()
  if ('error' in ran)
    return [
      { observation: 'script', at, ms: Date.now() - startedAt.getTime(), outcome: 'failed', error: ran.error },
      ...allSkipped(at, ran.error),
    ]
  const transcript = readTranscript(ran.stdout, nonce)
  const inside = transcript ? observations(transcript, startedAt) : allSkipped(at, whyNothing(ran))
  return [{ observation: 'script', at, ms: ran.ms, ...scriptAnswer(ran, transcript, options.timeoutMs) }, ...inside]
}

/** The inside observations in the output of a script that ran anywhere: over a shell, or pasted from a console. */
export function parseScriptOutput(stdout: string, nonce: string, startedAt: Date): Observation[] {
  const transcript = readTranscript(stdout, nonce)
  if (transcript) return observations(transcript, startedAt)
  return allSkipped(startedAt.toISOString(), 'the text holds no output of the evidence script')
}

async function runScript(
  shell: Shell,
  command: string,
  { timeoutMs, signal, isLost }: Patience,
): Promise<RunResult | { error: string }> {
  const lost = new AbortController()
  const watch = isLost && setInterval(() => isLost() && lost.abort(new Error('lost')), ASK_EVERY_MS)
  try {
    const until = AbortSignal.any([lost.signal, ...(signal ? [signal] : [])])
    return await shell.run(command, { input: evidenceScript(), timeoutMs, maxBytes: scriptLimitBytes, signal: until })
  } catch (error) {
    // Cancelled is not silent; a connection that died is the host's answer.
    signal?.throwIfAborted()
    if (lost.signal.aborted) return { error: 'the evidence script was sent again and again, and nothing of it arrived' }
    return { error: `the evidence script could not be run: ${error instanceof Error ? error.message : String(error)}` }
  } finally {
    clearInterval(watch)
  }
}

function scriptAnswer(ran: RunResult, transcript: Transcript | undefined, timeoutMs: number) {
  if (ran.timedOut)
    return {
      outcome: 'failed' as const,
      error: `the evidence script did not end within ${timeoutMs} ms`,
      ...(transcript && { began: true as const }),
    }
  if (!transcript) return { outcome: 'failed' as const, error: whyNothing(ran) }
  return { outcome: 'ran' as const, exit: ran.exit ?? 255, sudo: transcript.sudo }
}

function whyNothing({ stderr, stdout, exit, timedOut }: RunResult): string {
  if (timedOut) return 'the evidence script said nothing within its time'
  const [said = ''] = redact(withoutControls(stderr.trim() || stdout.trim())).split('\n')
  return `the evidence script did not start (exit ${exit ?? 'by signal'})${said && `: ${said.slice(0, 200)}`}`
}

const names = Object.keys(sections) as InsideName[]

const allSkipped = (at: string, because: string): Observation[] =>
  names.map((observation) => skipped({ observation, at, ms: 0 }, because))

/** The cast: so many names are more than the compiler takes apart by itself. */
const skipped = (timing: { observation: InsideName; at: string; ms: number }, because: string): Observation =>
  ({ ...timing, outcome: 'skipped', because }) as Observation

const observations = (transcript: Transcript, startedAt: Date): Observation[] =>
  names.map((name) => observe(sections[name] as unknown as Section<InsideName>, transcript, startedAt))

function observe(section: Section<InsideName>, transcript: Transcript, startedAt: Date): Observation {
  const frames = transcript.frames.filter((frame) => frame.section === section.name)
  const at = new Date(startedAt.getTime() + (frames[0]?.beganMs ?? 0)).toISOString()
  const timing = { observation: section.name, at, ms: frames.reduce((sum, { ms }) => sum + ms, 0) }
  const torn = transcript.unfinished.find((command) => command.section === section.name)
  if (torn) return skipped(timing, `the script ended while "${torn.command}" ran`)
  if (frames.length === 0 && !transcript.complete) return skipped(timing, 'the script ended before it')
  try {
    const reading = section.read(told(frames, transcript))
    if ('because' in reading) return skipped(timing, reading.because)
    // Nothing printed is no answer, whatever a parser makes of it.
    if (frames.length === 0) return skipped(timing, 'none of its commands was run')
    const answer = {
      outcome: 'read',
      commands: frames.map((frame) => commandOf(frame, section)),
      ...reading,
    } as InsideAnswers[InsideName]
    return { ...timing, ...answer } as Observation
  } catch (error) {
    const crashed = { outcome: 'crashed' as const, error: error instanceof Error ? error.message : String(error) }
    return { ...timing, ...crashed } as Observation
  }
}

const told = (frames: Frame[], { subject }: Transcript): Told => ({
  of: (label) => frames.find((frame) => frame.label === label),
  all: (prefix) => frames.filter((frame) => frame.label.startsWith(prefix)),
  subject,
})

const commandOf = ({ command, exit, output }: Frame, section: Section<InsideName>): CommandOutput => ({
  command,
  exit,
  output: output.slice(0, section.outputLimitBytes ?? outputLimitBytes),
})
