import { vantagesOf } from '../config/vantages.ts'
import { VERSION } from '../domain/version.ts'
import { readSwitch } from '../store/switch.ts'
import { machineOf, readWorkers } from '../store/workers.ts'
import { defineExam, listed, note, orRight, plural, type Result, wrong } from './exam.ts'

type Found = Awaited<ReturnType<typeof readWorkers>>

/** Whether each vantage has a worker that understands the bot, obeys it, and knows the hosts. */
export const workers = defineExam({
  id: 'workers',
  title: 'Workers',
  needs: ['redis'],
  examine: async (around) => {
    const { redis } = around
    const keyId = (await readSwitch(redis)).record?.keyId ?? ''
    const vantages = await Promise.all(
      vantagesOf(around).map(async (one) => ({ ...one, found: await readWorkers(redis, one.vantage) })),
    )
    const served = vantages.map(({ vantage, found }) => `${vantage} has ${found.length}`)
    return orRight(
      vantages.flatMap((one) => examined(one, keyId)),
      `${listed(served)}, all of version ${VERSION}`,
    )
  },
})

interface Vantage {
  vantage: string
  hosts: string[]
  found: Found
}

function examined({ vantage, hosts, found }: Vantage, botKeyId: string): Result[] {
  if (found.length === 0)
    return hosts.length === 0
      ? [note(`${vantage} has no worker, and no host belongs to it`)]
      : [
          wrong(
            `no worker of ${vantage} is alive: checks of ${listed(hosts)} wait`,
            `Start \`ssh-medic worker\` on ${vantage} with the same Redis and vantage: ${vantage}, and look at its log.`,
          ),
        ]
  return found.flatMap((worker) => [...versionOf(worker), ...keysOf(worker, botKeyId), ...hostsOf(worker, hosts)])
}

const nameOf = ({ id }: Found[number]) => `the worker on ${machineOf(id)}`

function versionOf(worker: Found[number]): Result[] {
  const version = worker.note?.version
  if (version === VERSION) return []
  return [
    wrong(
      `${nameOf(worker)} is of ${version === undefined ? 'an older version' : `version ${version}`}, this is ${VERSION}`,
      'Update bot and workers together, the workers first, and restart them.',
    ),
  ]
}

function keysOf(worker: Found[number], botKeyId: string): Result[] {
  if (!worker.note || botKeyId === '' || worker.note.keyIds.includes(botKeyId)) return []
  const obeys = worker.note.keyIds.length === 0 ? 'obeys no key at all' : `obeys ${listed(worker.note.keyIds)}`
  return [
    wrong(
      `${nameOf(worker)} ${obeys}, and the bot signs with ${botKeyId}: it refuses every fix`,
      'List the bot’s public key under signing.publicKeyFiles there, and restart it.',
    ),
  ]
}

function hostsOf(worker: Found[number], hosts: readonly string[]): Result[] {
  const known = new Set(worker.note?.hosts ?? hosts)
  const unknown = hosts.filter((host) => !known.has(host))
  if (unknown.length === 0) return []
  return [
    wrong(
      `${nameOf(worker)} does not know ${plural(unknown.length, 'host')} of this configuration: ${listed(unknown)}`,
      'Give both the same hosts:, and restart the worker.',
    ),
  ]
}
