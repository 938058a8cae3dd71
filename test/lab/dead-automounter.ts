import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHost } from './host.ts'
import { childrenOf, isInit } from './processes.ts'
import { run, sleep } from './sh.ts'

/** Mounts autofs over a folder, as an automounter does, and then never answers what the kernel asks. Ends by itself. */
const DAEMON = `
import ctypes, os, sys, time
_, pipe = os.pipe()
os.setsid()
options = f"fd={pipe},pgrp={os.getpgrp()},minproto=5,maxproto=5,direct"
if ctypes.CDLL(None).mount(b"auto.home", sys.argv[1].encode(), b"autofs", 0, options.encode()) != 0: sys.exit("no autofs")
time.sleep(120)
`

/** A host may not mount autofs itself here, so its automounter comes from outside, into its namespaces. */
export async function hangFolder(host: LabHost, folder: string): Promise<void> {
  const leader = childrenOf(Number(readFileSync(join(host.folder, 'nspawn.pid'), 'utf8'))).find(isInit)
  // It goes when the host is taken down.
  void run(['nsenter', '-t', String(leader), '-m', '-p', 'python3', '-c', DAEMON, folder], { timeoutMs: 130_000 })
  for (let tries = 0; tries < 50; tries++) {
    if ((await host.exec('cat /proc/self/mounts')).includes(` ${folder} autofs `)) return
    await sleep(100)
  }
  throw new Error(`autofs could not be mounted on ${folder}`)
}
