import { defineRuleCause } from './rule.ts'

export const ufwDeny = defineRuleCause({
  id: 'ufw-deny',
  title: 'ufw does not let the client in',
  summary: ({ words }, { client, host }) =>
    /default/.test(words)
      ? `ufw denies what no rule allows, and no rule allows ${client.address} to port ${host.port}.`
      : `ufw keeps ${client.address} out of port ${host.port} by ${words}`,
  // In ufw's own files, before.rules and after.rules, only their owner can tell what is meant.
  remedies: ({ at, words }, passage) =>
    /^ufw6?-user-input$/.test(at.chain) || /default/.test(words) ? [{ id: 'ufw-allow', args: { ...passage } }] : [],
  mayCallFor: ['ufw-allow'],
  decide: 'sudo ufw status verbose; sudo ufw status numbered',
})
