import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import type { LabHost } from './host.ts'

const MAX = '/proc/sys/net/netfilter/nf_conntrack_max'
/** Other hosts track a few dozen connections at most. */
const SMALL = 4_096

/** Counts connections from now on, and holds so many on loopback that none is left for anybody. */
const FILL = `
nft -f - <<'END'
table inet counting {
  chain input { type filter hook input priority 0; ct state invalid drop; }
}
END
systemd-run -q --unit=busy -p LimitNOFILE=20000 python3 -c '
import socket, time
server = socket.create_server(("127.0.0.1", 9999), backlog=128)
held = []
for _ in range(${SMALL} + 16):
    client = socket.socket()
    client.settimeout(0.2)
    try:
        client.connect(("127.0.0.1", 9999))
    except OSError:
        break
    held += [client, server.accept()[0]]
time.sleep(600)
'
timeout 30 bash -c 'until [ "$(cat /proc/sys/net/netfilter/nf_conntrack_count)" -ge ${SMALL} ]; do sleep 0.1; done'
`

/**
 * Fills the host's table of connections. Its size is one number for the whole machine, which only the machine itself may write: a watcher
 * puts it back as soon as the host is gone, however this run ends.
 */
export async function fillConntrack(host: LabHost): Promise<void> {
  const before = readFileSync(MAX, 'utf8').trim()
  const watcher = 'echo "$2" >"$0"; while [ -d "$1" ]; do sleep 0.3; done; echo "$3" >"$0"'
  spawn('sh', ['-c', watcher, MAX, host.folder, String(SMALL), before], { detached: true, stdio: 'ignore' }).unref()
  await host.exec(FILL)
}
