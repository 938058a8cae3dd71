import { type DemoHost, DONE, recordedHost } from './recorded-host.ts'
import { createTimers } from './timers.ts'

/** Whom a rule of ufw keeps out. */
const CLIENT = '203.0.113.7'

export interface UfwHostOptions {
  name: string
  port: number
  now?: () => number
}

/** A host whose ufw denies one client, until a rule above that one lets it in. */
export function ufwHost({ name, port, now = Date.now }: UfwHostOptions): DemoHost {
  let allowed = false
  const turn = (wanted: boolean) => () => {
    allowed = wanted
    return DONE
  }
  const rule = `allow proto tcp from ${CLIENT} to any port ${port}`
  const [add, remove] = [`ufw prepend ${rule} comment ssh-medic`, `ufw delete ${rule}`]
  const timers = createTimers({ [add]: turn(true), [remove]: turn(false) })
  return recordedHost({
    ...{ name, now },
    look: () => ({ trouble: 'ufw', blanks: { port, ...rules(port, allowed) } }),
    commands: { [`sudo -n ${add}`]: turn(true), [`sudo -n ${remove}`]: turn(false) },
    other: timers.onExec,
  })
}

/** The rule that lets the client in, as each program prints it, and the numbers of those below. */
const rules = (port: number, allowed: boolean) => ({
  allowed: allowed ? '' : undefined,
  ruleInJson: allowed ? `${JSON.stringify(allowInJson(port))}, ` : '',
  ...(allowed ? { second: 2, third: 3, fourth: 4 } : { second: 1, third: 2, fourth: 3 }),
})

const allowInJson = (port: number) => ({
  rule: {
    ...{ family: 'ip', table: 'filter', chain: 'ufw-user-input', handle: 999 },
    expr: [
      { match: { op: '==', left: { payload: { protocol: 'ip', field: 'saddr' } }, right: CLIENT } },
      { match: { op: '==', left: { payload: { protocol: 'tcp', field: 'dport' } }, right: port } },
      { counter: { packets: 0, bytes: 0 } },
      { accept: null },
    ],
  },
})
