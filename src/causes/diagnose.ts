import type { Diagnosis, Finding, Recognised, RemedyCall, RemedyOffer, Untested, Verdict } from '../domain/diagnosis.ts'
import { answerOf, type Evidence, observationOf } from '../domain/evidence.ts'
import { offerOf, remedyOf } from '../remedies/index.ts'
import type { Cause, Examination, FactName } from './define.ts'
import { causes } from './index.ts'
import { isKeptOut } from './reading/outside.ts'
import { isVerbatim, type Printed, printedBy } from './reading/verbatim.ts'
import { unexplained } from './unexplained.ts'

const SURENESS = { proven: 0, likely: 1, possible: 2 } as const

/** Judges evidence: pure, so that the same file always gives the same diagnosis. */
export function diagnose(evidence: Evidence): Diagnosis {
  const printed = printedBy(evidence)
  const examined = causes.map((cause) => ({ cause, examination: examineSafely(cause, evidence) }))
  const findings = inOrder(withMasks(examined.flatMap((one) => toFinding(one, printed, evidence))), evidence)
  const named = new Set(findings.map(({ cause }) => cause))
  const open = openQuestions(evidence)
  const others = examined.filter(({ cause }) => !open.some((one) => one.cause === cause.id))
  const ruledOut = others.filter(({ examination }) => examination.result === 'ruled-out').map(({ cause }) => cause.id)
  const untested = [
    ...open.filter(({ cause }) => !named.has(cause)),
    ...others.flatMap((one) => toUntested(one, evidence)),
  ]
  const blind = open.length > 0 || examined.some(({ examination }) => isBlindSpot(examination))
  return { verdict: verdictOf(findings, blind, evidence), findings, ruledOut, untested }
}

/** Evidence that our own code cannot read leaves a question open, too. */
function openQuestions(evidence: Evidence): Untested[] {
  try {
    return unexplained(evidence)
  } catch (error) {
    const because = ourFault(error instanceof Error ? error.message : String(error))
    return [{ cause: 'network-fw-drop', because, decide: `ssh -vvv -p ${evidence.host.port} ${evidence.host.address}` }]
  }
}

/** A recogniser that fails on strange evidence leaves its cause untested; the others still speak. */
function examineSafely(cause: Cause, evidence: Evidence): Examination {
  try {
    return cause.examine(evidence)
  } catch (error) {
    return { result: 'crashed', error: error instanceof Error ? error.message : String(error) }
  }
}

function verdictOf(findings: Finding[], blind: boolean, evidence: Evidence): Verdict {
  if (findings.some((one) => isSure(one) && !(sparesShell(one) && isKeptOut(evidence)))) return 'faulty'
  const gotIn = answerOf(evidence, 'login')?.outcome === 'accepted'
  return findings.length === 0 && gotIn && !blind ? 'healthy' : 'undetermined'
}

interface Examined {
  cause: Cause
  examination: Examination
}

/**
 * Without a quote nothing is proven: what was seen must be there to be shown. And where this vantage cannot log in, it cannot
 * mend: then the advice says what to type at the console.
 */
function toFinding({ cause, examination }: Examined, printed: Printed, whole: Evidence): Finding[] {
  const recognised = recognisedOf(examination)
  if (!recognised) return []
  const { remedies = [], evidence, ...found } = recognised
  const mayMend = answerOf(whole, 'login')?.outcome === 'accepted'
  const rest = { ...found, evidence: evidence.filter((proof) => isVerbatim(proof, printed)) }
  const offers = mayMend ? remedies.flatMap((call) => offerThatFits(call, whole) ?? []) : []
  const confidence = rest.evidence.length === 0 && rest.confidence === 'proven' ? 'likely' : rest.confidence
  return [{ cause: cause.id, title: cause.title, ...rest, confidence, remedies: offers }]
}

/** A button is shown only where a click on it would now find what it mends: such as an sshd that would start. */
function offerThatFits(call: RemedyCall, evidence: Evidence): RemedyOffer | undefined {
  const offer = offerOf(call)
  try {
    return offer && remedyOf(offer.id)?.trouble(evidence, offer.args).state === 'holds' ? offer : undefined
  } catch {
    // What a host prints may be anything: then there is no button, and the diagnosis stands.
    return undefined
  }
}

function recognisedOf(examination: Examination): Recognised | undefined {
  if (examination.result === 'found') return examination.recognised
  return examination.result === 'untested' ? examination.suspicion : undefined
}

/** Marks each finding that a more basic one hides. What is merely possible hides nothing that is surer. */
function withMasks(findings: Finding[]): Finding[] {
  const masksOf = (id: string) => causes.find((cause) => cause.id === id)?.masks ?? []
  return findings.map((finding) => {
    const mask = findings.find(
      ({ cause, confidence }) =>
        masksOf(cause).includes(finding.cause) && (confidence !== 'possible' || finding.confidence === 'possible'),
    )
    return mask ? { ...finding, maskedBy: mask.cause } : finding
  })
}

/** Hidden ones last; before them what explains no more than a part; then the surest first, and the earliest on the way. */
function inOrder(findings: Finding[], evidence: Evidence): Finding[] {
  const graver = isKeptOut(evidence) || findings.some((one) => isSure(one) && !one.maskedBy && !sparesShell(one))
  const rank = (one: Finding) => (one.maskedBy ? 2 : graver && sparesShell(one) ? 1 : 0)
  return [...findings].sort((a, b) => rank(a) - rank(b) || SURENESS[a.confidence] - SURENESS[b.confidence])
}

const isSure = ({ confidence }: Finding): boolean => confidence !== 'possible'

const sparesShell = ({ cause }: Finding): boolean => causes.some(({ id, sparesShell }) => id === cause && sparesShell)

/** A question about the client or the user is open only when somebody named one. */
const ASKED_BY_PEOPLE: readonly FactName[] = ['client', 'user']

function isBlindSpot(examination: Examination): boolean {
  if (examination.result === 'crashed') return true
  return examination.result === 'untested' && !examination.missing.some((name) => ASKED_BY_PEOPLE.includes(name))
}

function toUntested({ cause, examination }: Examined, evidence: Evidence): Untested[] {
  if (examination.result === 'crashed')
    return [{ cause: cause.id, because: ourFault(examination.error), decide: cause.decide(evidence) }]
  if (examination.result !== 'untested' || examination.suspicion) return []
  const missing = examination.missing.map((name) => whyMissing(name, evidence))[0]
  const because = missing ?? examination.because ?? 'it was not looked at'
  return [{ cause: cause.id, because, decide: cause.decide(evidence) }]
}

const ourFault = (error: string) => `our own code failed: ${error}`

function whyMissing(name: FactName, evidence: Evidence): string {
  if (name === 'client') return 'nobody said from which address the person connects'
  if (name === 'user') return 'nobody said as which user the person connects'
  if (name === 'host' || name === 'vantage') return 'the check does not name it'
  const observation = observationOf(evidence, name)
  if (observation?.outcome === 'skipped') return observation.because
  if (observation?.outcome === 'crashed') return ourFault(observation.error)
  return `${name} was not observed`
}
