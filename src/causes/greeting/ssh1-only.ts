import { defineCause } from '../define.ts'
import { quoteProbe } from '../reading/quote.ts'

export const ssh1Only = defineCause({
  id: 'ssh1-only',
  title: 'The server speaks only SSH protocol 1',
  needs: ['banner', 'host'],
  recognise: ({ banner, host }) => {
    // 1.99 says: both (RFC 4253, 5.1).
    if (banner.outcome !== 'banner' || !/^1\.(?!99$)\d+$/.test(banner.protocol)) return undefined
    return {
      confidence: 'proven',
      summary: `${host.name} greets with protocol ${banner.protocol} (${banner.software}): OpenSSH clients gave up protocol 1 in 2017 (7.6).`,
      evidence: quoteProbe('banner', banner.line),
      advice:
        'Upgrade its SSH server, or switch protocol 2 on if it has it; until then use its console. Do not keep an old client for it: protocol 1 can be read along',
      affects: 'everybody',
    }
  },
  decide: ({ host }) => `nc -w 3 ${host.address} ${host.port} </dev/null | head -n 1`,
})
