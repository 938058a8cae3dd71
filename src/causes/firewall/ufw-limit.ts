import { defineRuleCause } from './rule.ts'

export const ufwLimit = defineRuleCause({
  id: 'ufw-limit',
  title: 'ufw limits how often the client may connect',
  summary: ({ limits, lately }, { client, host }) =>
    `ufw limits connections to port ${host.port}, and ${lately ? 'has lately refused' : 'refuses'} ${client.address}${lately ? '' : ' for now'}: ${limits.map(({ words }) => words).join('; ')}.`,
  advice: (_, { client, host }) =>
    `Stop what tries so often and wait half a minute: each try begins it anew. Standing: sudo ufw ${client.address.includes(':') ? 'prepend' : 'insert 1'} allow from ${client.address} to any port ${host.port} proto tcp`,
  decide: 'sudo ufw status; grep ADDRESS /proc/net/xt_recent/DEFAULT (six within 30 s are too many)',
})
