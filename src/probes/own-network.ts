import { networkInterfaces } from 'node:os'

/** Whether any link of this machine but loopback is up, with an address that others know: without one it can see nobody. */
export const hasNetwork = (): boolean =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .some(({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
