import type { Family } from './values.ts'

/** What nft refuses, or prints otherwise than the kernel has it. */
const UNSOUND: readonly ((text: string) => boolean)[] = [
  (text) => /(udp|sctp) dport/.test(text) && /\{ (tcp, udp|6, 17|1, 17) \}/.test(text),
  // Two protocols, or two versions of IP.
  (text) =>
    /udp|sctp|\b17\b|l4proto != tcp/.test(text.replaceAll(CONCATENATED, '')) &&
    /tcp [dsfr]|redirect|dnat|th dport/.test(text.replaceAll(WITH_OTHERS, '')),
  (text) =>
    /sctp dport.*(udp|17)|(udp|17 ).*sctp|(sctp|udp) dport.*l4proto tcp|l4proto tcp.*(sctp|udp) dport/.test(text),
  (text) => isOf4(text) && isOf6(text),
  (text) => /nfproto|meta protocol|ether type/.test(text) && (isOf4(text) || isOf6(text) || /dnat/.test(text)),
  // nft does not print what a plain `reject` becomes beside these.
  (text) => /reject(?! with)/.test(text) && /nfproto|ether type/.test(text),
  // Nor does it print a test for the family that the kernel makes just before a reset.
  (text) => text.includes('tcp reset') && /nfproto|meta protocol|ether type/.test(text),
  (text) => /reject with icmpv?6? /.test(text) && text.includes('ether'),
]

export const isSound = (text: string, family: Family): boolean =>
  !UNSOUND.some((is) => is(text)) && !(family === 'ip6' && isOf4(text))

const isOf4 = (text: string): boolean => /\bip [sdpvhfotl]|icmp type/.test(text)
const isOf6 = (text: string): boolean => /\bip6 |icmpv6|exthdr|frag more/.test(text)

/** These go together: the protocol is a part of what is asked for. */
const CONCATENATED = 'meta l4proto . th dport { tcp . 22, udp . 53 }'
const WITH_OTHERS = 'meta l4proto { tcp, udp } th dport { 22, 53 }'
