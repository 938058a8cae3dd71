import type { DirectoryService } from '../../domain/inside/account.ts'
import type { Answers } from '../../domain/observation.ts'
import { defineSection, failure, type Output, unread } from '../section.ts'

export const directory = defineSection({
  name: 'directory',
  // A directory that does not answer holds the lookup: 3 s are longer than a slow one needs, and end within the script's time.
  script: `
small=yes
if [ -n "$user" ]; then
  run sources sed -n 's/^[[:space:]]*passwd://p' /etc/nsswitch.conf
  case $out in
    *sss*|*ldap*|*winbind*|*nis*|*hesiod*|*oslogin*|*cache*)
      if have systemctl; then
        run services systemctl show sssd.service nslcd.service winbind.service ypbind.service nscd.service unscd.service -p Id,LoadState,ActiveState,Result
      fi ;;
  esac
  limit=3
  if have getent; then run lookup getent passwd "$user"
  else run lookup grep "^$user:" /etc/passwd
  fi
fi
`,
  read: (told) => {
    const { user } = told.subject
    if (!user) return unread('no user was named: add --user NAME')
    const lookup = told.of('lookup')
    if (!lookup) return failure(lookup, 'the directory')
    const sources = told.of('sources')?.output || 'files'
    return {
      user,
      sources: sources
        .replace(/\[[^\]]*\]|#.*/g, ' ')
        .split(/\s+/)
        .filter((word) => word !== ''),
      lookup: lookupOf(lookup),
      services: services(told.of('services')),
    }
  },
})

function lookupOf({ exit }: Output): Answers['directory']['lookup'] {
  if (exit === 0) return 'found'
  return exit === 124 || exit === 137 ? 'silent' : 'unknown'
}

function services(output: Output | undefined): DirectoryService[] {
  const units = (output?.output ?? '').split(/\n{2,}/)
  return units.flatMap((unit) => {
    const of = (key: string) => new RegExp(`^${key}=(.*)$`, 'm').exec(unit)?.[1] ?? ''
    if (of('LoadState') !== 'loaded') return []
    return [{ id: of('Id'), activeState: of('ActiveState'), result: of('Result') }]
  })
}
