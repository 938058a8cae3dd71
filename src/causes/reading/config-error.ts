/** Said of a line that sshd then goes on without. */
const HARMLESS = /: (Deprecated|Unsupported) option /

interface ConfigError {
  text: string
  file: string
  where: string
}

/**
 * The error for which sshd refuses its configuration, in its own words, and where it is. Undefined for complaints that are not about
 * the file: missing host keys, and the folder that only systemd makes, right before a start.
 */
export function configError(complaint: string): ConfigError | undefined {
  const lines = complaint.split('\n').map((line) => line.trim())
  for (const text of lines) {
    const [, file, number] = /^(\/\S+?):? line (\d+): ./.exec(text) ?? []
    if (file && !HARMLESS.test(text)) return { text, file, where: `${file} line ${number}` }
    const [, unreadable] =
      /^(\/\S*sshd_config\S*): (?:No such file or directory|Permission denied|Is a directory)$/.exec(text) ?? []
    if (unreadable) return { text, file: unreadable, where: unreadable }
  }
  const total = lines.find((line) => /^\/\S+: terminating, \d+ bad configuration options$/.test(line))
  const file = total?.replace(/: terminating.*/, '') ?? ''
  return total === undefined ? undefined : { text: total, file, where: file }
}
