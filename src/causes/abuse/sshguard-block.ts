import { defineCause } from '../define.ts'
import { failuresOf, whoFails } from '../reading/failed-logins.ts'
import { namesAddress, quoteLines } from '../reading/quote.ts'

/** `Blocking "203.0.113.7/32" for 120 secs (5 attacks in 0 secs, after 1 abuses over 0 secs.)` */
const BLOCKING = /^Blocking "[0-9a-fA-F.:]{2,45}(?:\/\d{1,3})?" (?:for (\d{1,9}) secs|forever) \((\d{1,6}) attacks/

export const sshguardBlock = defineCause({
  id: 'sshguard-block',
  title: 'sshguard has blocked the client',
  needs: ['firewall', 'client'],
  also: ['guards', 'sshd-log'],
  recognise: ({ firewall, client, guards, 'sshd-log': log }) => {
    const rule = firewall.blocking.find(({ owner, namesClient }) => owner === 'sshguard' && namesClient)
    if (!rule) return undefined
    const blocked = guards?.sshguard.log.findLast(
      ({ text }) => BLOCKING.test(text) && namesBlocked(text, client.address),
    )
    const [, seconds, attacks] = BLOCKING.exec(blocked?.text ?? '') ?? []
    const failures = failuresOf(client.address, log)
    const family = client.address.includes(':') ? 'ip6' : 'ip'
    return {
      confidence: 'proven',
      summary: `sshguard has blocked ${client.address}${blocked ? ` since ${blocked.at}, for ${seconds ? `${seconds} s` : 'good'}, after ${attacks} failed attempts` : ''}.`,
      evidence: [
        { observation: 'firewall', quote: rule.text },
        ...quoteLines(
          firewall,
          (line, { command }) =>
            /\bnft (-a )?list ruleset$/.test(command) && /elements = /.test(line) && namesAddress(line, client.address),
        ).slice(0, 1),
        ...(guards && blocked ? quoteLines(guards, (line) => line.endsWith(`: ${blocked.text}`)) : []),
      ],
      advice: `sudo nft delete element ${family} sshguard attackers '{ ${client.address} }'; ${failures.length > 0 ? `stop what fails there (${whoFails(failures)})` : 'find what keeps failing from there'}, or the block returns for longer. Standing: add the address to /etc/sshguard/whitelist and restart sshguard`,
      affects: 'client',
      ...(rule.tool === 'nft' && { remedies: [{ id: 'sshguard-unblock', args: { ip: client.address } }] }),
      ...(blocked && { since: blocked.at }),
    }
  },
  remedies: ['sshguard-unblock'],
  decide: ({ client }) =>
    `sudo nft list table ip sshguard; sudo journalctl -t sshguard | grep Blocking | grep ${client?.address ?? 'ADDRESS'}`,
})

const namesBlocked = (text: string, client: string): boolean =>
  text.startsWith(`Blocking "${client}/`) || text.startsWith(`Blocking "${client}"`)
