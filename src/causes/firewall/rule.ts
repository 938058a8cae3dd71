import type { Recognised } from '../../domain/diagnosis.ts'
import { type Cause, defineCause } from '../define.ts'
import { judge, type KeptOut, RULE_ALSO, RULE_NEEDS, type RuleFacts } from '../reading/kept-out.ts'
import { quoteDeciding } from '../reading/quote-rule.ts'
import { adviceFor } from '../reading/rule-advice.ts'
import { type RuleCause, ruleCauseOf } from '../reading/rule-cause.ts'

interface RuleCauseDefinition {
  id: RuleCause
  title: string
  /** One sentence; without it: who is kept out by what. */
  summary?: (out: KeptOut, facts: RuleFacts) => string
  advice?: (out: KeptOut, facts: RuleFacts) => string
  masks?: readonly string[]
  decide: string
}

/** A cause of which one rule or policy of the host is the proof: the one that decides about the client's packet. */
export const defineRuleCause = ({ id, title, summary, advice, masks, decide }: RuleCauseDefinition): Cause =>
  defineCause({
    ...{ id, title },
    needs: RULE_NEEDS,
    also: RULE_ALSO,
    recognise: (facts) => {
      const out = judge(facts)
      if (out.kind !== 'kept-out' || ruleCauseOf(out) !== id) return undefined
      return {
        confidence: out.lately ? 'likely' : 'proven',
        summary: (summary ?? inWords)(out, facts),
        evidence: quoteDeciding(out, facts),
        advice: (advice ?? adviceFor)(out, facts),
        affects: out.everybody ? 'everybody' : 'client',
      } satisfies Recognised
    },
    ...(masks && { masks }),
    decide: ({ client }) => decide.replaceAll('ADDRESS', client?.address ?? 'ADDRESS'),
  })

const inWords = (out: KeptOut, { client, host }: RuleFacts): string =>
  `${client.address} cannot reach port ${host.port}: ${out.words} ${deedOf(out)} it.`

/** What the person sees of it. */
export const deedOf = ({ decision: { rejection } }: KeptOut): string => {
  if (!rejection) return 'drops'
  return rejection.by === 'tcp-reset' ? 'resets' : 'rejects'
}
