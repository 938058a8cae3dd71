import type { Answered } from '../../domain/observation.ts'

interface Facts {
  'sshd-config': Answered<'sshd-config'> | undefined
  'server-files': Answered<'server-files'> | undefined
}

const NO_FOLDER = /^(?:fatal: )?Missing privilege separation directory: (\/\S+)$/

/** Why sshd would not start now; undefined when nothing speaks against it. Of a masked unit nobody knows which folders it makes. */
export function whyNoStart(
  { 'sshd-config': config, 'server-files': files }: Facts,
  isMasked = false,
): string | undefined {
  if (!config) return 'nobody could ask sshd whether it would start'
  // It is the last thing that sshd -t tests.
  const complaint = config.complaint.split('\n').at(-1)?.trim() ?? ''
  if (complaint === '') return undefined
  const folder = NO_FOLDER.exec(complaint)?.[1]
  // systemd makes it right before a start.
  if (folder !== undefined && (files?.runtimeFolders.includes(folder) || (isMasked && folder.startsWith('/run/'))))
    return undefined
  return `sshd would not start: ${firstReason(config.complaint)}`
}

/** A warning in a frame of @ comes before its own reason. */
const firstReason = (complaint: string): string =>
  complaint.split('\n').find((line) => line.trim() !== '' && !line.startsWith('@')) ?? 'sshd -t fails'
