import type { Cause } from '../define.ts'
import { asymmetricStatefulFw } from './asymmetric-stateful-fw.ts'
import { dpiDropsSsh } from './dpi-drops-ssh.ts'
import { hostDownL2 } from './host-down-l2.ts'
import { middleboxReset } from './middlebox-reset.ts'
import { natDeadBackend } from './nat-dead-backend.ts'
import { networkFwDrop } from './network-fw-drop.ts'
import { networkFwReject } from './network-fw-reject.ts'
import { pmtuBlackhole } from './pmtu-blackhole.ts'
import { returnRouteMissing } from './return-route-missing.ts'
import { routeMissingOnPath } from './route-missing-on-path.ts'
import { rpFilterDrop } from './rp-filter-drop.ts'

export const path: readonly Cause[] = [
  hostDownL2,
  natDeadBackend,
  routeMissingOnPath,
  networkFwReject,
  returnRouteMissing,
  rpFilterDrop,
  networkFwDrop,
  asymmetricStatefulFw,
  middleboxReset,
  dpiDropsSsh,
  pmtuBlackhole,
]
