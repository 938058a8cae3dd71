import { defineSection, failure, lines, needsRoot, privileged } from '../section.ts'
import { logLine } from './log-line.ts'

/** What tells of strain that reaches logins: memory, disks, file systems and processes. */
const telling =
  /out of memory|oom-kill|oom_reaper|I\/O error|remounting filesystem read-only|EXT4-fs error|XFS .*(error|shutdown)|BTRFS.* (error|critical)|fork rejected by pids|table full, dropping|VFS: file-max limit/i
const tellingLines = 60

export const kernelLog = defineSection({
  name: 'kernel-log',
  // A container reads the log of the machine below it, where its neighbours' troubles stand beside its own: nothing of that is believed.
  script: `
small=yes
tail=1
found=no
if have systemd-detect-virt; then
  run container systemd-detect-virt -c
  [ "$rc" != 0 ] || found=yes
else
  run container ls /.dockerenv /run/.containerenv /run/systemd/container
  case $out in *'|/'*) found=yes ;; esac
fi
if [ "$found" = no ]; then
  small=
  if have journalctl; then root journal journalctl -k -q --no-pager -o short-iso --since -24h -n 2000; else root dmesg dmesg; fi
fi
`,
  read: (told) => {
    const container = told.of('container')
    const log = told.of('journal') ?? told.of('dmesg')
    if (!log) return container ? { own: false, lines: [] } : failure(undefined, 'the kernel’s log')
    if (log.exit !== 0) return privileged(log) ? failure(log, 'the kernel’s log') : needsRoot('the kernel’s log')
    const said = lines(log).flatMap((line) => logLine(line) ?? { at: '', tag: 'kernel', text: line })
    return { own: true, lines: said.filter(({ text }) => telling.test(text)).slice(-tellingLines) }
  },
})
