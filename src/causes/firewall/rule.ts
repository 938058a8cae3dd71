import type { Recognised, RemedyCall } from '../../domain/diagnosis.ts'
import type { Answered } from '../../domain/observation.ts'
import type { Passage } from '../../remedies/passage.ts'
import { type Cause, defineCause } from '../define.ts'
import { judge, type KeptOut, RULE_ALSO, RULE_NEEDS, type RuleFacts } from '../reading/kept-out.ts'
import { quoteDeciding } from '../reading/quote-rule.ts'
import { adviceFor } from '../reading/rule-advice.ts'
import { type RuleCause, ruleCauseOf } from '../reading/rule-cause.ts'

/** What also tells whether a remedy fits. */
type Mending = RuleFacts & { guards: Answered<'guards'> | undefined }

interface RuleCauseDefinition {
  id: RuleCause
  title: string
  /** One sentence; without it: who is kept out by what. */
  summary?: (out: KeptOut, facts: RuleFacts) => string
  advice?: (out: KeptOut, facts: RuleFacts) => string
  remedies?: (out: KeptOut, passage: Passage, facts: Mending) => RemedyCall[]
  mayCallFor?: readonly string[]
  masks?: readonly string[]
  decide: string
}

/** A cause of which one rule or policy of the host is the proof: the one that decides about the client's packet. */
export const defineRuleCause = (definition: RuleCauseDefinition): Cause => {
  const { id, title, summary, advice, remedies, mayCallFor, masks, decide } = definition
  return defineCause({
    ...{ id, title },
    needs: RULE_NEEDS,
    also: [...RULE_ALSO, 'guards'],
    recognise: (facts) => {
      const out = judge(facts)
      if (out.kind !== 'kept-out' || ruleCauseOf(out) !== id) return undefined
      return {
        confidence: 'proven',
        summary: (summary ?? inWords)(out, facts),
        evidence: quoteDeciding(out, facts),
        advice: (advice ?? adviceFor)(out, facts),
        affects: out.reach,
        ...(remedies && { remedies: remedies(out, passageOf(facts), facts) }),
      } satisfies Recognised
    },
    ...(masks && { masks }),
    ...(mayCallFor && { remedies: mayCallFor }),
    decide: ({ client }) => decide.replaceAll('ADDRESS', client?.address ?? 'ADDRESS'),
  })
}

/** Who is to get in where, as remedies want it said. */
const passageOf = ({ client, host }: RuleFacts): Passage => ({ ip: client.address, port: String(host.port) })

const inWords = (out: KeptOut, { client, host }: RuleFacts): string =>
  `${client.address} cannot reach port ${host.port}: ${out.words} ${deedOf(out)} it.`

/** What the person sees of it. */
export const deedOf = ({ decision: { rejection } }: KeptOut): string => {
  if (!rejection) return 'drops'
  return rejection.by === 'tcp-reset' ? 'resets' : 'rejects'
}
