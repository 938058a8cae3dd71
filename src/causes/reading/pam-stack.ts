import type { Proof } from '../../domain/diagnosis.ts'
import type { PamLine } from '../../domain/inside/account.ts'
import type { Answered } from '../../domain/observation.ts'
import { quoteLines } from './quote.ts'

/** sshd tells no setting at all while its files have an error, or while an idle one has no /run/sshd: nobody knows then whether it asks PAM. */
export const UNTOLD = { untested: 'sshd did not tell its configuration' }
export const tellsNothing = ({ global }: Answered<'sshd-config'>): boolean => Object.keys(global).length === 0

/** sshd asks PAM only where UsePAM is on. It holds for the whole server: no Match block can change it. */
export const usesPam = (config: Answered<'sshd-config'>): boolean => config.global.usepam?.[0] === 'yes'

export const linesOf = (pam: Answered<'pam'>, facility: PamLine['facility'], module: string): PamLine[] =>
  pam.stack.filter((line) => line.facility === facility && line.module === module)

/** A "no" of this line ends as a "no" of the whole stack, whatever the others say. */
export const decides = ({ control }: PamLine): boolean => control === 'required' || control === 'requisite'

/** A line of a PAM file, verbatim, with its number. */
export const quotePamLine = (pam: Answered<'pam'>, { file, line }: PamLine): Proof[] =>
  quoteLines(pam, (text, { command }) => command.endsWith(`/${file}`) && text.startsWith(`${line}:`)).slice(0, 1)
