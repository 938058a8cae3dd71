import type { Cause } from '../define.ts'
import { bastionEgressFw } from './bastion-egress-fw.ts'
import { bastionNoRoute } from './bastion-no-route.ts'
import { bastionPolicyRoute } from './bastion-policy-route.ts'
import { clientKey } from './client-key.ts'
import { proxyjumpFail } from './proxyjump-fail.ts'

export const bastion: readonly Cause[] = [proxyjumpFail, bastionNoRoute, bastionPolicyRoute, bastionEgressFw, clientKey]
