import type { Unit } from '../../domain/inside/units.ts'
import { defineSection, failure, lines, type Output, unread } from '../section.ts'

const properties =
  'Id,LoadState,ActiveState,SubState,UnitFileState,Result,ConditionResult,MainPID,ExecMainCode,ExecMainStatus,NRestarts,Listen,Accept,ActiveEnterTimestamp,InactiveEnterTimestamp,DropInPaths'

export const units = defineSection({
  name: 'units',
  // The flag file means something only where a unit file tests for it: that is Debian's habit.
  script: `
small=yes
if have systemctl; then
  run show systemctl show ssh.service sshd.service ssh.socket sshd.socket --no-pager -p ${properties}
  if [ -e /etc/ssh/sshd_not_to_be_run ]; then
    run flag ls -ld /etc/ssh/sshd_not_to_be_run
    run condition grep -sH sshd_not_to_be_run /etc/systemd/system/ssh.service /etc/systemd/system/sshd.service /usr/lib/systemd/system/ssh.service /usr/lib/systemd/system/sshd.service /lib/systemd/system/ssh.service
  fi
  parts=
  [ ! -d /etc/ssh/sshd_config.d ] || parts=/etc/ssh/sshd_config.d
  run ports grep -rHsEi '^[[:space:]]*port[[:space:]=]' /etc/ssh/sshd_config $parts
else tool systemctl
fi
`,
  read: (told) => {
    if (told.of('systemctl.path')) return unread('this host has no systemctl')
    const output = told.of('show')
    if (output?.exit !== 0) return failure(output, 'the units')
    return {
      units: distinct(output.output.split(/\n{2,}/).flatMap((block) => unitOf(block) ?? [])),
      notToBeRun: told.of('flag')?.exit === 0 && /ConditionPathExists=!/.test(told.of('condition')?.output ?? ''),
      ...portsInFiles(told.of('ports')),
    }
  },
})

function unitOf(block: string): Unit | undefined {
  const properties: Record<string, string> = Object.create(null)
  for (const [, key = '', value = ''] of block.matchAll(/^([A-Za-z]+)=(.*)$/gm)) {
    // A socket with several addresses prints one Listen line for each.
    properties[key] = properties[key] ? `${properties[key]} ${value}` : value
  }
  const { Id: id } = properties
  return id ? { id, ...stateOf(properties), ...processOf(properties), ...socketOf(properties) } : undefined
}

type Properties = Record<string, string | undefined>

const stateOf = (properties: Properties) => ({
  loadState: properties.LoadState ?? '',
  activeState: properties.ActiveState ?? '',
  subState: properties.SubState ?? '',
  unitFileState: properties.UnitFileState ?? '',
  result: properties.Result ?? '',
  conditionResult: properties.ConditionResult ?? '',
  activeSince: properties.ActiveEnterTimestamp ?? '',
  inactiveSince: properties.InactiveEnterTimestamp ?? '',
  dropIns: (properties.DropInPaths ?? '').split(' ').filter(Boolean),
})

const processOf = (properties: Properties) => ({
  mainPid: numberOf(properties.MainPID),
  execMainCode: numberOf(properties.ExecMainCode),
  execMainStatus: numberOf(properties.ExecMainStatus),
  nRestarts: numberOf(properties.NRestarts),
})

const socketOf = (properties: Properties) => ({
  listen: properties.Listen ?? '',
  accept: properties.Accept === 'yes',
})

const numberOf = (text: string | undefined): number => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : 0)

/** grep ends with 2 when a file could not be read: then its lines are not the whole truth. */
function portsInFiles(output: Output | undefined): { portsInFiles?: number[] } {
  if (output?.exit !== 0 && output?.exit !== 1) return {}
  return { portsInFiles: lines(output).flatMap((line) => portOf(line) ?? []) }
}

/** `/etc/ssh/sshd_config.d/port.conf:Port 2222` */
function portOf(line: string): number | undefined {
  const [, port] = /^\/[^:]+:\s*port(?:\s*=\s*|\s+)"?(\d{1,5})"?\s*(?:#.*)?$/i.exec(line) ?? []
  return port === undefined ? undefined : Number(port)
}

/** An alias prints the unit that it stands for a second time. */
function distinct(found: Unit[]): Unit[] {
  return found.filter((unit, index) => found.findIndex((other) => other.id === unit.id) === index)
}
