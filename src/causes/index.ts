import { abuse } from './abuse/index.ts'
import { account } from './account/index.ts'
import { bastion } from './bastion/index.ts'
import type { Cause } from './define.ts'
import { firewall } from './firewall/index.ts'
import { greeting } from './greeting/index.ts'
import { listening } from './listening/index.ts'
import { login } from './login/index.ts'
import { names } from './names/index.ts'
import { path } from './path/index.ts'
import { resources } from './resources/index.ts'
import { session } from './session/index.ts'

/**
 * Every cause, in the order that a connection meets them: among findings that are equally sure, the earlier one is the answer.
 * What hides another although it comes later says so itself (`masks`).
 */
export const causes: readonly Cause[] = [
  ...names,
  ...bastion,
  ...path,
  ...listening,
  ...resources,
  ...abuse,
  ...firewall,
  ...greeting,
  ...login,
  ...account,
  ...session,
]
