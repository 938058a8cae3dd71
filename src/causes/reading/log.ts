/** The head of a journal's line (short-iso) or of a syslog file's: time, host, tag with its pid. */
const HEAD = /^(?:\d{4}-\S+|[A-Z][a-z]{2} +\d+ [\d:]{8}) \S+ ([\w./@-]+)(?:\[\d+\])?: /

/**
 * What a program itself said in a line of the log; undefined when the line is no such line. A pattern has to be tried on this from
 * its beginning (`^`): further on stand the names that strangers choose.
 */
export function messageIn(line: string): string | undefined {
  const head = HEAD.exec(line)
  return head ? line.slice(head[0].length) : undefined
}
