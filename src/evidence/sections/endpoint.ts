/** An address and port as ss and netstat print them: `[::]:22`, `*:22`, `127.0.0.1%lo:53`, `:::22`. The zone is dropped. */
export function splitEndpoint(text: string): { address: string; port: number } | undefined {
  const [, host, port] = /^(.*):(\d{1,5})$/.exec(text) ?? []
  if (host === undefined || port === undefined) return undefined
  const address = host.replace(/^\[(.*)\]/, '$1').replace(/%.*$/, '')
  return { address: address || '*', port: Number(port) }
}
