/** The output of one command on the host, verbatim but redacted and cut; what a quote is taken from. */
export interface CommandOutput {
  command: string
  exit: number
  output: string
}

/** What every section of the inside evidence carries: the commands it ran. */
export interface FromCommands {
  outcome: 'read'
  commands: CommandOutput[]
}
