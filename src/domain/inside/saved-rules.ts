import type { FromCommands } from './commands.ts'

export interface SavedRulesAnswers {
  /** Files of which rules are loaded at the boot, as their commands printed them, and the services that load them and failed. */
  'saved-rules': FromCommands & {
    files: { path: string; tool: 'iptables' | 'ip6tables' | 'nft' }[]
    failed: { unit: string; result: string }[]
  }
}
