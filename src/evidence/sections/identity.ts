import { defineSection, failure, type Told } from '../section.ts'

/** Linux counts a process's start in ticks of this many per second, on every architecture that Debian or Red Hat ship. */
const ticksPerSecond = 100

export const identity = defineSection({
  name: 'identity',
  script: `
small=yes
run clock date +%Y-%m-%dT%H:%M:%S%z
run login id -un
run files grep -h -E '^(Linux version |btime |1 [(]|(ID|VERSION_ID|NAME|PRETTY_NAME)=)' /proc/version /proc/stat /proc/1/stat /etc/os-release
run version sshd -V
`,
  read: (told) => {
    const clock = told.of('clock')
    if (clock?.exit !== 0) return failure(clock, 'the host’s clock')
    const files = told.of('files')?.output ?? ''
    const os = assignments(files)
    return {
      login: firstLine(told, 'login'),
      os: { id: os.ID ?? '', version: os.VERSION_ID ?? '', name: os.PRETTY_NAME ?? os.NAME ?? '' },
      kernel: /^Linux version (\S+)/m.exec(files)?.[1] ?? '',
      now: clock.output.trim().replace(/([+-]\d\d)(\d\d)$/, '$1:$2'),
      bootedAt: bootTime(files),
      sshdVersion: /OpenSSH_\S+/.exec(told.of('version')?.output ?? '')?.[0].replace(/,$/, '') ?? '',
    }
  },
})

function firstLine(told: Told, label: string): string {
  const output = told.of(label)
  return output?.exit === 0 ? (output.output.split('\n')[0] ?? '').trim() : ''
}

function assignments(files: string): Record<string, string> {
  const pairs = files.matchAll(/^([A-Z_]+)=(?:"([^"\n]*)"|'([^'\n]*)'|(.*))$/gm)
  return Object.fromEntries(Array.from(pairs, ([, key = '', a, b, c]) => [key, a ?? b ?? c ?? '']))
}

/** When the first process of this host started: in a container that is later than the kernel. '' when unknown. */
function bootTime(stat: string): string {
  const kernelStart = Number(/^btime (\d{1,12})$/m.exec(stat)?.[1] ?? Number.NaN)
  if (!Number.isFinite(kernelStart)) return ''
  const initTicks = Number(/^1 \(.*\) (?:\S+ ){19}(\d{1,15}) /m.exec(stat)?.[1] ?? 0)
  return new Date((kernelStart + initTicks / ticksPerSecond) * 1000).toISOString()
}
