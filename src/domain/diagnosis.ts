import type { Evidence } from './evidence.ts'
import type { ObservationName } from './observation.ts'

export type Confidence = 'proven' | 'likely' | 'possible'
export type Risk = 'safe' | 'careful' | 'dangerous'

/** A verbatim quote of what was seen, and the command that printed it where there was one. */
export interface Proof {
  observation: ObservationName
  quote: string
  command?: string
}

/** A remedy that a finding calls for, with the values it needs. The command line shown is made from these by the remedy itself. */
export interface RemedyCall {
  id: string
  args: Record<string, string>
}

/** What a recogniser says when its cause holds. */
export interface Recognised {
  confidence: Confidence
  /** One sentence, in plain words, that names values: who, what, until when. */
  summary: string
  evidence: Proof[]
  remedies?: RemedyCall[]
  /** What a person can do where no remedy fits: one sentence or command. */
  advice?: string
  /** Who is affected. `unlisted`: everybody whom no rule lets in, though some get in. */
  affects: 'client' | 'everybody' | 'user' | 'vantage' | 'unlisted'
  /** Since when, as the host told it. */
  since?: string
}

export interface RemedyOffer extends RemedyCall {
  title: string
  risk: Risk
  command: string
}

export interface Finding extends Omit<Recognised, 'remedies'> {
  cause: string
  title: string
  remedies: RemedyOffer[]
  /** The cause that hides this one: mend that first. */
  maskedBy?: string
}

/** A cause that could not be tested, why, and the one command that would decide. */
export interface Untested {
  cause: string
  because: string
  decide: string
}

export type Verdict = 'healthy' | 'faulty' | 'undetermined'

export interface Diagnosis {
  verdict: Verdict
  findings: Finding[]
  ruledOut: string[]
  untested: Untested[]
}

/** A diagnosis with the evidence it was made from: what every view (terminal, JSON, Slack) renders. */
export interface Diagnosed {
  evidence: Evidence
  diagnosis: Diagnosis
  /** Of the whole evidence, where only a part of it is at hand: what an offer is bound to. */
  evidenceDigest?: string
  /** Remedies of the answer that the host's sudo would not let us carry out. */
  refusedBySudo?: string[]
}
