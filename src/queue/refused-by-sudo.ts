import type { Shell } from '../access/shell.ts'
import type { RemedyOffer } from '../domain/diagnosis.ts'
import { askSudo } from '../remedies/ask-sudo.ts'
import { argvsOf } from '../remedies/commands.ts'
import { remedyOf } from '../remedies/index.ts'

/**
 * The remedies that the host's own sudo would not let us carry out: there is no button for what could not work. What
 * cannot be learnt is not held against a remedy.
 */
export async function refusedBySudo(
  shell: Shell,
  offers: readonly RemedyOffer[],
  signal: AbortSignal,
): Promise<string[]> {
  const asked = offers.flatMap(({ id, args }) => {
    const remedy = remedyOf(id)
    const parsed = remedy?.args.safeParse(args)
    // As root would type them: what sudo is asked about is what comes after it.
    const argvs = remedy && parsed?.success ? (argvsOf(remedy, parsed.data, 'do', 'root') ?? []) : []
    return argvs.map((argv) => ({ id, argv }))
  })
  if (asked.length === 0) return []
  const argvs = asked.map(({ argv }) => argv)
  const says = await askSudo(shell, argvs, signal).catch(() => undefined)
  signal.throwIfAborted()
  if (says?.mode !== 'rules') return []
  const refused = asked.filter((_, index) => says.answers[index] === 'refused')
  return [...new Set(refused.map(({ id }) => id))]
}
