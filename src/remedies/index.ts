import type { RemedyCall, RemedyOffer } from '../domain/diagnosis.ts'
import { accountUnexpire } from './account-unexpire.ts'
import { authorizedKeysModes } from './authorized-keys-modes.ts'
import { argvsOf, commandLines } from './commands.ts'
import { crowdsecUnban } from './crowdsec-unban.ts'
import type { Remedy } from './define.ts'
import { fail2banIgnore } from './fail2ban-ignore.ts'
import { fail2banUnban } from './fail2ban-unban.ts'
import { faillockReset } from './faillock-reset.ts'
import { firewalldAllow } from './firewalld-allow.ts'
import { hostkeysGenerate } from './hostkeys-generate.ts'
import { hostkeysModes } from './hostkeys-modes.ts'
import { hostsAllow } from './hosts-allow.ts'
import { ipsetRemove } from './ipset-remove.ts'
import { iptablesAllow } from './iptables-allow.ts'
import { iptablesPersist } from './iptables-persist.ts'
import { nftablesAllow } from './nftables-allow.ts'
import { nftablesPersist } from './nftables-persist.ts'
import { nologinClear } from './nologin-clear.ts'
import { penaltiesClear } from './penalties-clear.ts'
import { privsepDir } from './privsep-dir.ts'
import { socketRestart } from './socket-restart.ts'
import { sshdConfigRollback } from './sshd-config-rollback.ts'
import { sshdEnable } from './sshd-enable.ts'
import { sshdResetFailed } from './sshd-reset-failed.ts'
import { sshdRestart } from './sshd-restart.ts'
import { sshdStart } from './sshd-start.ts'
import { sshdUnmask } from './sshd-unmask.ts'
import { sshguardUnblock } from './sshguard-unblock.ts'
import { strictmodesRepair } from './strictmodes-repair.ts'
import { ufwAllow } from './ufw-allow.ts'

export const remedies: readonly Remedy[] = [
  fail2banUnban,
  fail2banIgnore,
  sshguardUnblock,
  crowdsecUnban,
  hostsAllow,
  ufwAllow,
  firewalldAllow,
  iptablesAllow,
  iptablesPersist,
  nftablesAllow,
  nftablesPersist,
  ipsetRemove,
  nologinClear,
  strictmodesRepair,
  authorizedKeysModes,
  faillockReset,
  accountUnexpire,
  sshdStart,
  sshdResetFailed,
  sshdEnable,
  sshdUnmask,
  sshdRestart,
  socketRestart,
  sshdConfigRollback,
  hostkeysGenerate,
  hostkeysModes,
  privsepDir,
  penaltiesClear,
]

export const remedyOf = (id: string): Remedy | undefined => remedies.find((remedy) => remedy.id === id)

/** The offer for a call, with the command lines that would run; undefined for an unknown remedy or arguments it refuses. */
export function offerOf(call: RemedyCall): RemedyOffer | undefined {
  const remedy = remedyOf(call.id)
  const args = remedy?.args.safeParse(call.args)
  if (!remedy || !args?.success) return undefined
  const argvs = argvsOf(remedy, args.data, 'do', undefined) ?? []
  return { id: remedy.id, args: args.data, title: remedy.title, risk: remedy.risk, command: commandLines(argvs) }
}
