import { defineSection, failure, lines, type Output } from '../section.ts'

/** Places whose usage says nothing: read-only images that are always full, and other people's containers. */
const uninteresting = /^\/(snap|var\/lib\/(docker|containers|kubelet)|run\/containerd|proc|sys|dev)(\/|$)/

export const resources = defineSection({
  name: 'resources',
  script: `
limit=2
run kernel grep -h -E '^([0-9.]+ [0-9.]+ [0-9.]+ |cpu[0-9]+ |MemTotal:|MemAvailable:)' /proc/loadavg /proc/stat /proc/meminfo
run disk df -P -l -k
run inodes df -P -l -i
`,
  read: (told) => {
    const kernel = told.of('kernel')
    const load = /^[\d.]+/.exec(kernel?.output ?? '')
    if (!kernel || !load) return failure(kernel, 'the resources')
    const inodes = usage(told.of('inodes'))
    return {
      load1: Number(load[0]),
      cpus: Array.from(kernel.output.matchAll(/^cpu\d/gm)).length,
      memTotalKiB: kibibytes(kernel, 'MemTotal'),
      memAvailableKiB: kibibytes(kernel, 'MemAvailable'),
      filesystems: Array.from(usage(told.of('disk')), ([mount, usedPercent]) => ({
        mount,
        usedPercent,
        inodesUsedPercent: inodes.get(mount) ?? 0,
      })),
    }
  },
})

const kibibytes = ({ output }: Output, key: string): number =>
  Number(new RegExp(`^${key}:\\s+(\\d{1,15}) kB$`, 'm').exec(output)?.[1] ?? 0)

/** df in its POSIX form: `/dev/sda1 100 90 10 90% /`. A filesystem without inodes has `-`. df exits 1 when one mount is broken. */
function usage(output: Output | undefined): Map<string, number> {
  const rows = lines(output).map((line) => /^(\S.*?)\s+\d+\s+\d+\s+-?\d+\s+(\d{1,3}%|-)\s+(\/.*)$/.exec(line))
  return new Map(
    rows.flatMap((row) => {
      const [, device = '', percent = '', mount = ''] = row ?? []
      if (!mount || uninteresting.test(mount) || device.startsWith('/dev/loop')) return []
      return [[mount, Number.parseInt(percent, 10) || 0] as const]
    }),
  )
}
