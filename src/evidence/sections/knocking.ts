import type { Door } from '../../domain/inside/knocking.ts'
import { defineSection, failure, lines, type Output } from '../section.ts'

export const knocking = defineSection({
  name: 'knocking',
  // The sequence and the keys are secrets: only the lines that tell what is opened leave the host.
  script: `
small=yes
run server ps -C knockd,fwknopd -o pid=,comm=
case $out in
  *knockd*) root knockd sed -n -E '/^[[:space:]]*(\\[|command|start_command)/p' /etc/knockd.conf ;;
  *fwknopd*) root fwknopd sed -n -E '/^[[:space:]]*OPEN_PORTS/p' /etc/fwknop/access.conf ;;
esac
`,
  read: (told) => {
    const output = told.of('server')
    // Nobody found is exit 1 and no word; a ps that knows no -C complains.
    if (!output || (output.exit !== 0 && output.output.trim() !== ''))
      return failure(output, 'servers for port knocking')
    const [, pid, name] = /^\s*(\d+)\s+(knockd|fwknopd)\s*$/m.exec(output.output) ?? []
    if (!pid || !name) return { doors: [] }
    const config = told.of(name)
    if (config?.exit !== 0) return failure(config, `what ${name} opens`)
    return { server: { name, pid: Number(pid) }, doors: doorsOf(config) }
  },
})

const doorsOf = (config: Output): Door[] =>
  lines(config).flatMap((line) => {
    const text = line.trim()
    const isOpening = /^(start_)?command\s*=/.test(text) && !/ -D | delete /.test(text)
    if (!isOpening && !text.startsWith('OPEN_PORTS')) return []
    const ports = Array.from(text.matchAll(/\b(?:d?port[ =]|tcp\/)(\d{1,5})\b/g), ([, port]) => Number(port))
    return [{ text, ports }]
  })
