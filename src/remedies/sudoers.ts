import type { Remedy } from './define.ts'
import type { Grant } from './grant.ts'

const CANCELLED_BY = '/usr/bin/systemctl'
const ARMED_BY = '/usr/bin/systemd-run'
const UNIT = 'ssh-medic-undo-[a-z0-9-]+'
const ARMED_AS = `--quiet --collect --on-active=[0-9]{1,4}s --timer-property=AccuracySec=1s --unit=${UNIT} --`

/** The alias of one remedy: a team leaves out what it does not want. */
export const aliasOf = ({ id }: Remedy): string => `SSH_MEDIC_FIX_${id.toUpperCase().replaceAll('-', '_')}`

/** What sudo has to allow for one remedy, as sudoers(5) writes it. */
export function aliasLine(remedy: Remedy): string {
  return `Cmnd_Alias ${aliasOf(remedy)} = \\\n    ${grantsOf(remedy).map(written).join(', \\\n    ')}`
}

/** The remedy's own commands, and those of the timed undo around them. */
export function grantsOf({ grants }: Pick<Remedy, 'grants'>): Grant[] {
  const timed = grants.filter((grant) => grant.timed)
  if (timed.length === 0) return [...grants]
  return [
    ...grants,
    ...timed.map(({ program, args }) => ({ program: ARMED_BY, args: `${ARMED_AS} ${nameOf(program)} ${args}` })),
    { program: CANCELLED_BY, args: `stop( ${UNIT}[.]timer)+` },
  ]
}

/** Comma, colon and equals sign mean something to sudoers(5) itself. */
const written = ({ program, args }: Grant): string => `${program} ^${args.replaceAll(/[,:=]/g, '\\$&')}$`

const nameOf = (program: string): string => program.slice(program.lastIndexOf('/') + 1)
