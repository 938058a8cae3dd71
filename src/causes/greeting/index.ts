import type { Cause } from '../define.ts'
import { algorithmMismatch } from './algorithm-mismatch.ts'
import { hostCertExpired } from './host-cert-expired.ts'
import { hostkeyAlgorithmMismatch } from './hostkey-algorithm-mismatch.ts'
import { hostkeyChanged } from './hostkey-changed.ts'
import { lbNoBackend } from './lb-no-backend.ts'
import { nonSshService } from './non-ssh-service.ts'
import { proxyProtocolMismatch } from './proxy-protocol-mismatch.ts'
import { ssh1Only } from './ssh1-only.ts'
import { tarpit } from './tarpit.ts'
import { wrongHostBehindName } from './wrong-host-behind-name.ts'

export const greeting: readonly Cause[] = [
  lbNoBackend,
  tarpit,
  nonSshService,
  ssh1Only,
  proxyProtocolMismatch,
  algorithmMismatch,
  hostkeyAlgorithmMismatch,
  hostCertExpired,
  wrongHostBehindName,
  hostkeyChanged,
]
