import { defineCause } from '../define.ts'
import { quoteLines, quoteProbe } from '../reading/quote.ts'

export const slowReverseDns = defineCause({
  id: 'slow-reverse-dns',
  title: 'sshd waits for a name server that does not answer',
  needs: ['session-setup', 'sshd-config'],
  also: ['login'],
  recognise: ({ 'session-setup': setup, 'sshd-config': config, login }) => {
    const usesDns = (config.effective ?? config.global).usedns?.[0] === 'yes'
    if (!usesDns || setup.reverseLookup !== 'timed-out') return undefined
    return {
      confidence: 'proven',
      summary:
        'sshd looks up the name of each client (UseDNS yes), and the host’s name server does not answer: each login waits some 10 to 20 s.',
      evidence: [
        ...quoteLines(config, (line) => line === 'usedns yes').slice(-1),
        ...quoteLines(setup, (line) => line.startsWith('nameserver')),
        ...(login?.outcome === 'accepted' && login.ms >= SLOW_MS
          ? quoteProbe('login', `our own login was accepted after ${login.ms} ms`)
          : []),
      ],
      advice: 'Mend the name server in /etc/resolv.conf, or set “UseDNS no” in sshd_config, run sshd -t and reload ssh',
      affects: 'everybody',
    }
  },
  sparesShell: true,
  decide: ({ client }) => `time getent hosts ${client?.address ?? 'ADDRESS'}; sudo sshd -T | grep usedns`,
})

const SLOW_MS = 4_000
