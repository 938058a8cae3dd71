import type { Answered } from '../../domain/observation.ts'
import type { JumpStage } from '../../domain/vantage.ts'
import { defineCause } from '../define.ts'
import { quoteProbe } from '../reading/quote.ts'

type Failed = Extract<Answered<'jump'>, { outcome: 'failed' }>

export const proxyjumpFail = defineCause({
  id: 'proxyjump-fail',
  title: 'A jump host on the way does not let us through',
  needs: ['jump', 'host', 'vantage'],
  recognise: ({ jump, host, vantage }) => {
    // What the last hop met at the host itself is the host's matter, not the hop's.
    if (jump.outcome !== 'failed' || jump.at === 'target') return undefined
    return {
      confidence: 'proven',
      summary: `${vantage} reaches ${host.name} only through ${jump.hops.join(', ')}, and ${SENTENCE[jump.at](jump)}: ${jump.said}.`,
      evidence: quoteProbe('jump', `${jump.hop}, ${STAGE[jump.at]} (${jump.to}): ${jump.said}`),
      advice: ADVICE[jump.at](jump),
      affects: 'vantage',
    }
  },
  excludedBy: { jump: 'none', banner: 'banner' },
  decide: ({ host }) => `ssh -v ${host.name} true (the jump hosts are ProxyJump of: ssh -G ${host.name})`,
})

type Stage = Exclude<JumpStage, 'target'>

const STAGE: Record<Stage, string> = {
  connect: 'connecting to it',
  greeting: 'its greeting',
  'key-exchange': 'the key exchange with it',
  'host-key': 'its host key',
  login: 'our login to it',
  forward: 'asked to connect on',
}

const SENTENCE: Record<Stage, (failed: Failed) => string> = {
  connect: ({ hop }) => `${hop} cannot be reached`,
  greeting: ({ hop }) => `no SSH server greets at ${hop}`,
  'key-exchange': ({ hop }) => `the key exchange with ${hop} fails`,
  'host-key': ({ hop }) => `${hop} does not show the host key on record`,
  login: ({ hop }) => `${hop} refuses our login`,
  forward: ({ hop, to }) => `${hop} lets us in but refuses to connect on to ${to}`,
}

const checkIt = ({ hop }: Failed) => `Diagnose the jump host itself: ssh-medic check ${hop}`

const ADVICE: Record<Stage, (failed: Failed) => string> = {
  connect: checkIt,
  greeting: checkIt,
  'key-exchange': checkIt,
  'host-key': checkIt,
  login: checkIt,
  forward: ({ hop }) =>
    `On ${hop}: sudo sshd -T -C user=LOGIN,host=VANTAGE,addr=VANTAGE-ADDRESS | grep -iE 'allowtcpforwarding|permitopen|disableforwarding'; and look for “restrict”, “no-port-forwarding” or “permitopen” before the key in authorized_keys`,
}
