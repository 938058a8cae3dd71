import type { Unit } from '../../domain/inside.ts'
import { defineSection, failure, unread } from '../section.ts'

export const units = defineSection({
  name: 'units',
  script: `
if have systemctl; then
  run show systemctl show ssh.service sshd.service ssh.socket sshd.socket --no-pager -p Id,LoadState,ActiveState,SubState,UnitFileState,Result,ConditionResult,MainPID,ExecMainStatus,NRestarts,Listen,InactiveEnterTimestamp
else tool systemctl
fi
`,
  read: (told) => {
    if (told.of('systemctl.path')) return unread('this host has no systemctl')
    const output = told.of('show')
    if (output?.exit !== 0) return failure(output, 'the units')
    return { units: distinct(output.output.split(/\n{2,}/).flatMap((block) => unitOf(block) ?? [])) }
  },
})

function unitOf(block: string): Unit | undefined {
  const properties: Record<string, string> = Object.create(null)
  for (const [, key = '', value = ''] of block.matchAll(/^([A-Za-z]+)=(.*)$/gm)) {
    // A socket with several addresses prints one Listen line for each.
    properties[key] = properties[key] ? `${properties[key]} ${value}` : value
  }
  const { Id: id } = properties
  if (!id) return undefined
  return {
    id,
    loadState: properties.LoadState ?? '',
    activeState: properties.ActiveState ?? '',
    subState: properties.SubState ?? '',
    unitFileState: properties.UnitFileState ?? '',
    result: properties.Result ?? '',
    conditionResult: properties.ConditionResult ?? '',
    mainPid: numberOf(properties.MainPID),
    execMainStatus: numberOf(properties.ExecMainStatus),
    nRestarts: numberOf(properties.NRestarts),
    listen: properties.Listen ?? '',
    inactiveSince: properties.InactiveEnterTimestamp ?? '',
  }
}

const numberOf = (text: string | undefined): number => (/^\d{1,15}$/.test(text ?? '') ? Number(text) : 0)

/** An alias prints the unit that it stands for a second time. */
function distinct(found: Unit[]): Unit[] {
  return found.filter((unit, index) => found.findIndex((other) => other.id === unit.id) === index)
}
