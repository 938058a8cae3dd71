import { defineRuleCause } from './rule.ts'

export const ufwDeny = defineRuleCause({
  id: 'ufw-deny',
  title: 'ufw does not let the client in',
  summary: ({ words }, { client, host }) =>
    /default/.test(words)
      ? `ufw denies what no rule allows, and no rule allows ${client.address} to port ${host.port}.`
      : `ufw keeps ${client.address} out of port ${host.port} by ${words}`,
  remedy: { id: 'ufw-allow', args: ({ client, host }) => ({ ip: client.address, port: String(host.port) }) },
  decide: 'sudo ufw status verbose; sudo ufw status numbered',
})
