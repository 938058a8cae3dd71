import type { Config } from '../config/schema.ts'
import { loadSigner, loadVerifier, type Signer, type Verifier } from '../queue/signing.ts'
import { readSwitch } from '../store/switch.ts'
import { defineExam, listed, note, type Result, right, skipped, wrong } from './exam.ts'
import { isOpenToOthers } from './readable.ts'

/** The bot's half: it signs what it orders. */
export const signingKey = defineExam({
  id: 'signing-key',
  title: 'Signing key of the bot',
  role: 'bot',
  needs: [],
  examine: ({ config: { signing }, roles }) => {
    const file = signing.privateKeyFile
    if (file === undefined) return [missing(roles.includes('worker'))]
    const loaded = loading(() => loadSigner(file))
    if ('result' in loaded) return [loaded.result]
    if (isOpenToOthers(file))
      return [
        wrong(`${file} can be read by others than the bot: whoever has it can order changes`, `chmod 600 ${file}`),
      ]
    return [right(`${file} is key ${loaded.value.keyId}, and only its owner can read it`)]
  },
})

const missing = (alsoWorker: boolean): Result =>
  alsoWorker
    ? note(
        'signing.privateKeyFile is not set: `up` makes a pair of keys for as long as it lives, and no other worker obeys it',
      )
    : wrong('signing.privateKeyFile is missing: the bot cannot order anything', `${MAKE}, and name it there.`)

const MAKE = 'Make a key with: openssl genpkey -algorithm ed25519 -out order.pem && chmod 600 order.pem'

/** The worker's half: it obeys only keys that it knows. */
export const acceptedKeys = defineExam({
  id: 'accepted-keys',
  title: 'Keys that the worker obeys',
  role: 'worker',
  needs: ['redis'],
  examine: async ({ config, roles, redis }) => {
    if (roles.includes('bot') && config.signing.privateKeyFile === undefined)
      return [skipped('`up` hands its worker the key that it makes')]
    const loaded = loading(() => loadVerifier(config.signing.publicKeyFiles))
    if ('result' in loaded) return [loaded.result]
    const verifier = loaded.value
    if (verifier.keyIds.length === 0)
      return [wrong('signing.publicKeyFiles is empty: this worker checks hosts, and carries out no fix', COPY)]
    return compared(verifier, ownSigner(config, roles.includes('bot')), (await readSwitch(redis)).record)
  },
})

const COPY =
  'Copy the bot’s public key here (openssl pkey -in order.pem -pubout -out order.pub.pem), and list it under signing.publicKeyFiles.'

type SwitchRecord = NonNullable<Awaited<ReturnType<typeof readSwitch>>['record']>

/** The bot seals the pause switch every few seconds: so its key shows in Redis. */
function compared(verifier: Verifier, own: Signer | undefined, record: SwitchRecord | undefined): Result[] {
  const known = listed(verifier.keyIds)
  const keyId = own?.keyId ?? record?.keyId
  if (!keyId)
    return [
      right(`it obeys ${known}`),
      note('no bot has signed anything in this Redis yet, so nothing to compare it with'),
    ]
  if (!verifier.keyIds.includes(keyId))
    return [wrong(`the bot signs with key ${keyId}, and this worker obeys ${known}`, COPY)]
  if (!own && record && verifier.open('switch', record) === undefined)
    return [
      wrong(
        `what lies in Redis under the bot’s key ${keyId} was not sealed by it`,
        'Look who else can write to Redis, and restart the bot.',
      ),
    ]
  return [right(`it obeys ${known}, and the bot signs with ${keyId}`)]
}

function ownSigner({ signing: { privateKeyFile } }: Config, isBot: boolean): Signer | undefined {
  if (!isBot || privateKeyFile === undefined) return undefined
  const loaded = loading(() => loadSigner(privateKeyFile))
  return 'value' in loaded ? loaded.value : undefined
}

/** Its own words say already what to do. */
function loading<T>(load: () => T): { value: T } | { result: Result } {
  try {
    return { value: load() }
  } catch (error) {
    const [what = '', ...mend] = String(error instanceof Error ? error.message : error).split(/(?<=[.]) |; /)
    return { result: wrong(what, mend.join('; ') || `${MAKE}.`) }
  }
}
