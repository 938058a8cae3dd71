import type { AddressInfo } from 'node:net'
import ssh2, { type Algorithms, type Connection, type ParsedKey } from 'ssh2'

/** What a served command prints and how it ends. */
export interface Served {
  stdout: string
  stderr?: string
  exit: number
}

export interface ServeOptions {
  /** Private host key, PEM or OpenSSH format. */
  hostKey: string
  listen: { host: string; port: number }
  /** Public keys that may log in, as any user. */
  authorizedKeys: string[]
  /** Runs one command, with all that came on its standard input. */
  onExec: (command: string, input: string) => Promise<Served> | Served
  /** What the server calls itself after `SSH-2.0-`. */
  ident?: string
  algorithms?: Algorithms
}

/** An SSH server of our own, for the demo's hosts and for tests: key login and commands, nothing else. */
export async function serveShell(options: ServeOptions): Promise<{ port: number; close: () => Promise<void> }> {
  const { hostKey, listen, ident, algorithms } = options
  const allowed = options.authorizedKeys.map(parsePublic)
  const connections = new Set<Connection>()
  const server = new ssh2.Server(
    { hostKeys: [hostKey], ...(ident && { ident }), ...(algorithms && { algorithms }) },
    (connection) => {
      connections.add(connection)
      connection.on('close', () => connections.delete(connection)).on('error', () => {})
      admit(connection, allowed)
      serveCommands(connection, options.onExec)
    },
  )
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen.port, listen.host, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const connection of connections) connection.end()
        server.close(() => resolve())
      }),
  }
}

function parsePublic(text: string): ParsedKey {
  const key = ssh2.utils.parseKey(text)
  if (key instanceof Error) throw new Error('an authorised key is not a public key', { cause: key })
  return Array.isArray(key) ? key[0] : key
}

function admit(connection: Connection, allowed: ParsedKey[]): void {
  connection.on('authentication', (context) => {
    if (context.method !== 'publickey') return context.reject(['publickey'])
    const key = allowed.find((one) => one.getPublicSSH().equals(context.key.data))
    if (!key) return context.reject(['publickey'])
    // The first round only asks whether the key would do.
    if (!context.signature || !context.blob) return context.accept()
    return key.verify(context.blob, context.signature, context.hashAlgo) === true
      ? context.accept()
      : context.reject(['publickey'])
  })
}

/** What a shell says of a command that cannot be run. */
async function served(onExec: ServeOptions['onExec'], command: string, input: string): Promise<Served> {
  try {
    return await onExec(command, input)
  } catch (error) {
    return { stdout: '', stderr: `${error instanceof Error ? error.message : error}\n`, exit: 126 }
  }
}

function serveCommands(connection: Connection, onExec: ServeOptions['onExec']): void {
  connection.on('ready', () => {
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const channel = acceptExec()
        const input: Buffer[] = []
        channel.on('data', (chunk: Buffer) => input.push(chunk))
        channel.on('end', async () => {
          const { stdout, stderr = '', exit } = await served(onExec, command, Buffer.concat(input).toString('utf8'))
          channel.stderr.write(stderr)
          channel.write(stdout)
          channel.exit(exit)
          channel.end()
        })
      })
    })
  })
}
