import { defineSection, failure, lines, type Output } from '../section.ts'

/** Places whose usage says nothing: read-only images that are always full, and other people's containers. */
const uninteresting = /^\/(snap|var\/lib\/(docker|containers|kubelet)|run\/containerd|proc|sys|dev)(\/|$)/

export const resources = defineSection({
  name: 'resources',
  script: `
small=yes
limit=2
run kernel grep -h -E '^([0-9.]+ [0-9.]+ [0-9.]+ |cpu[0-9]+ |MemTotal:|MemAvailable:)' /proc/loadavg /proc/stat /proc/meminfo
run ceilings grep -H . /proc/sys/fs/file-nr /proc/sys/kernel/pid_max /proc/sys/kernel/threads-max
run mounts grep -E '^[^ ]+ /(var|var/log|home|root|run|tmp|usr|etc)? ' /proc/self/mounts
run fstab grep -E '^[^#[:space:]]+[[:space:]]+/' /etc/fstab
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
      ...ceilings(kernel, told.of('ceilings')),
      readOnly: readOnlyMounts(told.of('mounts'), told.of('fstab')),
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

/** What the whole machine may do at most. */
function ceilings(kernel: Output, output: Output | undefined) {
  const text = output?.output ?? ''
  const [, open, most] = /file-nr:(\d{1,19})\s+\d+\s+(\d{1,19})$/m.exec(text) ?? []
  const tasks = Number(/^[\d.]+ [\d.]+ [\d.]+ \d+\/(\d{1,10}) /.exec(kernel.output)?.[1])
  const limits = Array.from(text.matchAll(/(?:pid_max|threads-max):(\d{1,10})$/gm), ([, limit]) => Number(limit))
  return {
    ...(open && most && { openFiles: { now: Number(open), limit: Number(most) } }),
    ...(limits.length > 0 && Number.isFinite(tasks) && { tasks: { now: tasks, limit: Math.min(...limits) } }),
  }
}

/** `/dev/sda1 / ext4 ro,relatime 0 0`: mounted read-only, although fstab does not want it so. The last mount at a place counts. */
function readOnlyMounts(mounts: Output | undefined, fstab: Output | undefined) {
  const wanted = new Set(
    lines(fstab).flatMap((line) => {
      const [, mount = '', , options = ''] = line.trim().split(/\s+/)
      return options.split(',').includes('ro') ? [mount] : []
    }),
  )
  const now = new Map(
    lines(mounts).map((line) => {
      const [device = '', mount = '', type = '', options = ''] = line.split(' ')
      return [mount, { mount, device, type, readOnly: options.split(',').includes('ro') }]
    }),
  )
  return [...now.values()].flatMap(({ readOnly, ...place }) => (readOnly && !wanted.has(place.mount) ? [place] : []))
}
