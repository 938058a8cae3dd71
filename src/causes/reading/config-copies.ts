import type { ConfigCopy } from '../../domain/inside/server.ts'
import type { Answered } from '../../domain/observation.ts'

/** It is the last thing that sshd -t tests, and normal while systemd has sshd stopped. */
const NO_FOLDER = 'Missing privilege separation directory: '

/** Whether sshd takes the copy, and nobody but root could have written it. */
export const isGoodCopy = ({ complaint, uid, mode }: ConfigCopy): boolean =>
  uid === 0 && (Number.parseInt(mode, 8) & 0o022) === 0 && isValid(complaint)

const isValid = (complaint: string): boolean => {
  const last = complaint.split('\n').at(-1) ?? ''
  return complaint === '' || last.startsWith(NO_FOLDER)
}

/** The copy to go back to: the newest that people or an upgrade left beside the file, else the package's own. */
export function goodCopyOf({ copies = [] }: Answered<'sshd-config'>): ConfigCopy | undefined {
  const good = copies.filter(isGoodCopy).sort((a, b) => b.modifiedS - a.modifiedS)
  return good.find(({ path }) => path.startsWith('/etc/')) ?? good[0]
}
