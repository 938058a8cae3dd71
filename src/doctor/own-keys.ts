import { identityOf } from '../access/identity.ts'
import { knownHostsOf } from '../access/known-hosts.ts'
import type { Host } from '../config/schema.ts'
import { vantageOfHost } from '../config/vantages.ts'
import { type Around, defineExam, listed, note, orRight, plural, type Result, wrong } from './exam.ts'
import { isOpenToOthers } from './readable.ts'

/** What logging in needs on our side; nobody is visited. */
export const ownKeys = defineExam({
  id: 'own-keys',
  title: 'Our keys, and those of the hosts',
  role: 'worker',
  needs: [],
  examine: (around) => {
    const hosts = ofThisVantage(around)
    if (hosts.length === 0) return [note(`no host belongs to ${around.config.vantage}`)]
    const results = [...identities(hosts), ...hostKeys(hosts, around.config.knownHosts)]
    return orRight(results, `${plural(hosts.length, 'host')}: a key to log in with, and theirs on record`)
  },
})

export const ofThisVantage = ({ hosts, config }: Pick<Around, 'hosts' | 'config'>): Host[] =>
  hosts.filter((host) => vantageOfHost(host, config) === config.vantage)

function identities(hosts: readonly Host[]): Result[] {
  const files = [...new Set(hosts.map(({ identityFile }) => identityFile))]
  return files.flatMap((file) => {
    const users = hosts.filter(({ identityFile }) => identityFile === file).map(({ name }) => name)
    const identity = identityOf(file)
    if ('missing' in identity) {
      const [, what = identity.missing, mend = ''] = /^(.*): (.*)$/.exec(identity.missing) ?? []
      return [
        wrong(`${listed(users)}: ${what}`, `${mend}: it must name a private key that the worker’s user can read.`),
      ]
    }
    return 'files' in identity ? identity.files.flatMap((one) => tooOpen(one)) : []
  })
}

const tooOpen = (file: string): Result[] =>
  isOpenToOthers(file)
    ? [wrong(`${file} can be read by others: whoever has it can log in to the hosts`, `chmod 600 ${file}`)]
    : []

function hostKeys(hosts: readonly Host[], file: string): Result[] {
  const unknown = hosts.filter((host) => {
    const { expected, authorities } = knownHostsOf(file, [host.address, host.name], host.port)
    return expected.length === 0 && authorities.length === 0
  })
  if (unknown.length === 0) return []
  const [first] = unknown
  const scan = first && `ssh-keyscan ${first.port === 22 ? '' : `-p ${first.port} `}${first.address} >> ${file}`
  return [
    wrong(
      `${file} has no key of ${listed(unknown.map(({ name }) => name))}: we do not log in there`,
      `Compare the fingerprint with the one on the host’s console, then: ${scan}`,
    ),
  ]
}
