import type { KeyTrouble } from '../../domain/vantage.ts'
import { defineCause } from '../define.ts'
import { quoteProbe } from '../reading/quote.ts'

export const clientKey = defineCause({
  id: 'client-key',
  title: 'The private key cannot be used',
  needs: ['own-key', 'vantage', 'host'],
  also: ['identity'],
  recognise: ({ 'own-key': key, vantage, host, identity }) => {
    if (key.outcome === 'usable') return undefined
    return {
      // Once the host has been seen from inside, what it does to the person comes before what keeps us out.
      confidence: identity ? 'likely' : 'proven',
      summary: `${host.name} greets us, but ${vantage} has no key to log in with: ${said(key.text)}.`,
      evidence: quoteProbe('own-key', key.text),
      advice: ADVICE[key.why](key.file ?? 'FILE'),
      affects: 'vantage',
    }
  },
  excludedBy: { login: 'accepted' },
  decide: ({ host }) =>
    `On the vantage: ssh -v -p ${host.port} ${host.address} true (look for “Load key” and “Offering public key”)`,
})

/** What is wrong, without what to do about it. */
const said = (text: string): string => text.split(': ')[0] ?? text

const ADVICE: Record<KeyTrouble, (file: string) => string> = {
  none: () => 'Set identityFile of the host in the configuration, or start an ssh-agent with the key in it',
  missing: (file) => `Put the key at ${file}, or correct identityFile of the host`,
  unreadable: (file) => `Let the account that runs ssh-medic read it, and nobody else: ls -l ${file}`,
  encrypted: (file) =>
    `ssh-add ${file}, and leave identityFile away: the agent is then asked. Or make a key without a passphrase for the bastion alone`,
  'not-a-key': (file) => `ssh-keygen -y -f ${file} says what it is; a private key begins with “-----BEGIN”`,
}
