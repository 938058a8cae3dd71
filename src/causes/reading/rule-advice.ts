import { type Address, familyOf } from '../../domain/address.ts'
import type { KeptOut, RuleFacts } from './kept-out.ts'
import { setsOfSources } from './rule-cause.ts'

/** How to let that one address in, in the language of whoever owns the rule: a raw rule beside theirs is lost at their next reload. */
export function adviceFor(out: KeptOut, { client: { address }, host: { port } }: RuleFacts): string {
  switch (out.owner) {
    case 'ufw':
      return ufwAdvice(out, address, port)
    case 'firewalld':
      return firewalldAdvice(out, address, port)
    case 'crowdsec':
      return `sudo cscli decisions delete --ip ${address}; what is on a list of the community comes back: sudo cscli allowlists create ours -d 'who may'; sudo cscli allowlists add ours ${address}`
    case 'csf':
      return `sudo csf -tr ${address}; sudo csf -dr ${address}; standing: sudo csf -a ${address}`
    default:
      return plainAdvice(out, address, port)
  }
}

function ufwAdvice({ at, words }: KeptOut, address: Address, port: number): string {
  const isWritten = at.rule && /^ufw rule |^a rule of ufw/.test(words)
  // "insert 1" is refused for a rule of IPv6: those are counted behind all of IPv4.
  const place = isWritten ? (familyOf(address) === 6 ? 'prepend ' : 'insert 1 ') : ''
  return `sudo ufw ${place}allow from ${address} to any port ${port} proto tcp`
}

function firewalldAdvice(out: KeptOut, address: Address, port: number): string {
  const family = familyOf(address) === 6 ? 'ipv6' : 'ipv4'
  const zone = zoneOf(out)
  // A rule below 0 comes before all that the zone denies.
  const rule = `rule priority="-100" family="${family}" source address="${address}" port port="${port}" protocol="tcp" accept`
  const command = `sudo firewall-cmd ${zone === undefined ? '' : `--zone=${zone} `}--add-rich-rule='${rule}'`
  return `${command}; when it works, the same again with --permanent`
}

/** The zone that the client's packet was given to, by the chains that it passed. */
export const zoneOf = ({ trace }: KeptOut): string | undefined =>
  trace.path
    .map(({ chain }) => /^(?:filter_)?IN_(?!policy_)(.{1,60}?)(?:_(?:pre|log|deny|allow|post))?$/.exec(chain)?.[1])
    .findLast((zone) => zone !== undefined)

function plainAdvice(out: KeptOut, address: Address, port: number): string {
  const [set] = setsOfSources(out.at.rule?.text ?? '')
  const accept = out.at.tool === 'nft' ? nftAccept(out, address, port) : iptablesAccept(out, address, port)
  if (set === undefined) return accept
  const take =
    out.at.tool === 'nft'
      ? `sudo nft delete element ${out.at.table} ${set} '{ ${address} }'`
      : `sudo ipset del ${set} ${address}`
  return `${take}; or, where a whole network stands in the set: ${accept}`
}

/** Above the rule that decides, in its own chain: what is let in there goes on to the other chains. */
function nftAccept({ at }: KeptOut, address: Address, port: number): string {
  const match = `${familyOf(address) === 6 ? 'ip6' : 'ip'} saddr ${address} tcp dport ${port} accept`
  const command = at.rule
    ? `nft insert rule ${at.table} ${at.chain}${at.rule.handle === undefined ? '' : ` handle ${at.rule.handle}`} ${match}`
    : `nft add rule ${at.table} ${at.chain} ${match}`
  return `sudo ${command}; to keep it: the same in /etc/nftables.conf`
}

function iptablesAccept({ at }: KeptOut, address: Address, port: number): string {
  const table = at.table.replace(/^ip6? /, '')
  const where = at.rule ? `-I ${at.chain} ${at.rule.number}` : `-A ${at.chain}`
  const command = `${at.tool} ${table === 'filter' ? '' : `-t ${table} `}${where} -s ${address} -p tcp --dport ${port} -j ACCEPT`
  return `sudo ${command}; to keep it: sudo netfilter-persistent save`
}
