import { answerOf, type Evidence } from '../domain/evidence.ts'
import { type Observation, outsideNames } from '../domain/observation.ts'
import { pasteNonce } from './compose.ts'
import { readTranscript, type Transcript } from './frames.ts'
import { parseScriptOutput } from './script.ts'

/** Why a text from a console cannot be used. The message says what to do. */
export class NotConsoleOutput extends Error {
  override name = 'NotConsoleOutput'
}

/**
 * Adds what the evidence script printed on the host's console to a check that could not get in. Throws NotConsoleOutput when
 * the text is no such output, or answers for another person than the check asked about.
 */
export function withConsole(evidence: Evidence, text: string): Evidence {
  const transcript = transcriptOf(text)
  const { subject } = transcript
  mustAgree('client', evidence.client?.address, subject.client)
  mustAgree('user', evidence.user, subject.user)
  // That our own login could not run the script is a fact of its own: it stays.
  const failed = answerOf(evidence, 'script')?.outcome === 'failed'
  const inside = insideOf(transcript, text, new Date(evidence.startedAt)).slice(failed ? 1 : 0)
  const names = new Set(inside.map(({ observation }) => observation))
  const outside = evidence.observations.filter(({ observation }) => !names.has(observation))
  return { ...evidence, ...personOf(transcript), observations: [...outside, ...inside] }
}

/** The evidence of a console alone: nothing was looked at from outside. */
export function consoleAlone(text: string, at: Date): Evidence {
  const transcript = transcriptOf(text)
  return {
    schema: 'ssh-medic/evidence@1',
    runId: 'console',
    startedAt: at.toISOString(),
    durationMs: 0,
    host: { name: 'the host', address: 'console', port: transcript.subject.port },
    ...personOf(transcript),
    vantage: 'console',
    observations: [...unasked(at), ...insideOf(transcript, text, at)],
  }
}

function transcriptOf(text: string): Transcript {
  const transcript = readTranscript(text, pasteNonce)
  if (transcript) return transcript
  throw new NotConsoleOutput(
    'this is not the output of the evidence script: run "ssh-medic script" to get it, and save all that it prints on the host',
  )
}

function insideOf(transcript: Transcript, text: string, at: Date): Observation[] {
  const script = { outcome: 'ran' as const, exit: 0, sudo: transcript.sudo }
  return [{ observation: 'script', at: at.toISOString(), ms: 0, ...script }, ...parseScriptOutput(text, pasteNonce, at)]
}

const unasked = (at: Date): Observation[] =>
  outsideNames
    .filter((observation) => observation !== 'script')
    .map((observation) => ({
      ...{ observation, at: at.toISOString(), ms: 0 },
      ...{ outcome: 'skipped', because: 'only the host’s console was read, nothing was tried from outside' },
    }))

const personOf = ({ subject: { client, user } }: Transcript) => ({
  ...(client && { client: { address: client } }),
  ...(user && { user }),
})

function mustAgree(what: string, checked: string | undefined, told: string | undefined): void {
  if (checked === undefined || checked === told) return
  throw new NotConsoleOutput(
    `the check was about the ${what} ${checked}, and the script ran for ${told ?? 'nobody'}: run it as "sh FILE - CLIENT-ADDRESS USER PORT"`,
  )
}
