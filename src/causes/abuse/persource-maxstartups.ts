import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'
import { FRESH_MS, isYounger, quoteNewest } from '../reading/recent-lines.ts'
import { busiest, recentlyDropped, whereThrottlingBegins } from '../reading/startups.ts'

export const persourceMaxstartups = defineCause({
  id: 'persource-maxstartups',
  title: 'Too many connections from the client’s address wait to log in',
  needs: ['sshd-config', 'sshd-log', 'identity', 'client'],
  also: ['sshd-process', 'sessions'],
  recognise: ({ 'sshd-config': config, 'sshd-log': log, identity, client, 'sshd-process': processes, sessions }) => {
    const limit = Number(config.global.persourcemaxstartups?.[0])
    if (!Number.isInteger(limit)) return undefined
    const begin = whereThrottlingBegins(busiest(processes?.processes ?? []), config)
    // At that many in all it was MaxStartups, which says the same words.
    const dropped = recentlyDropped(log, identity).filter(
      ({ address, waiting }) => address === client.address && waiting < begin,
    )
    const last = dropped.at(-1)
    if (!last) return undefined
    const open = sessions?.peers.filter((peer) => peer === client.address).length ?? 0
    return {
      confidence: open >= limit || isYounger(last.line, identity, FRESH_MS) ? 'proven' : 'likely',
      summary: `sshd turned ${client.address} away at ${last.line.at}: PerSourceMaxStartups lets a source have ${limit} connections that have not logged in yet${open > 0 ? `, and ${open} are open from there now` : ''}.`,
      evidence: [
        ...quoteNewest(
          log,
          dropped.map(({ line }) => line),
        ),
        ...quoteLines(config, (line) => /^persourcemaxstartups \d/.test(line)),
      ],
      advice: `Stop what opens connections from ${client.address} without logging in, or raise PerSourceMaxStartups in sshd_config, sudo sshd -t, reload ssh`,
      affects: 'client',
    }
  },
  decide: ({ client }) =>
    `sudo sshd -T | grep -i persourcemaxstartups; sudo journalctl -t sshd --since -10min | grep -i maxstartups | grep ${client?.address ?? 'ADDRESS'}`,
})
