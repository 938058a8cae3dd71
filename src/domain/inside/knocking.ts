import type { FromCommands } from './commands.ts'

/** What a knock opens: the command that the server runs, or a port that it may open. Never the sequence or a key. */
export interface Door {
  text: string
  /** None: any port that the knock asks for. */
  ports: number[]
}

export interface KnockingAnswers {
  /** A server that opens the firewall for who knows how to knock; undefined when none runs. */
  knocking: FromCommands & { server?: { name: string; pid: number }; doors: Door[] }
}
