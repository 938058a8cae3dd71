import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { sections } from '../../src/evidence/index.ts'
import { grantedBy } from '../support/medic-sudoers.ts'

const FILE = 'docs/medic.sudoers'
const isGranted = grantedBy(FILE)

/** What the scripts' variables may hold. Those that a script sets from nothing else keep its own words. */
const VARIABLES = `
user='de.pl+oy$' client=2001:db8::7 port=22 pid=812 jail=sshd-ddos home=/home/deploy unit=haproxy@a.service login=deploy
path=/home/deploy/.ssh/authorized_keys file=/var/log/auth.log spec='lport=22,user=de.pl+oy$,addr=2001:db8::7' who=127.0.0.1
named='203[.]0[.]113[.]7|\\bdeploy\\b' set=f2b-sshd item='inet;f2b-table;addr-set-sshd' rest='f2b-table;addr-set-sshd'
copy=/etc/ssh/sshd_config.d/10-ours.conf.dpkg-old
set -- /usr/lib/openssh/sftp-server`

/** The commands that a section runs with privilege, each as the one line that sudo sees. */
function commandsOf(script: string): string[] {
  const settings = script.split('\n').filter((line) => /^ *((stats|key)='|set -- [A-Z])/.test(line))
  return script.split('\n').flatMap((line) =>
    Array.from(line.matchAll(/(?<![\w"'])root (?=["\w$])/g), ({ index }) => {
      const command = firstCommand(line.slice(index))
      const code = ['root() { shift; printf "%s" "$*"; }', VARIABLES, ...settings, command].join('\n')
      const families = /\$family/.test(command) ? ['iptables', 'ip6tables'] : ['']
      return families.map((family) =>
        execFileSync('sh', ['-c', `set -f\nfamily=${family}\n${code}`], { encoding: 'utf8' }),
      )
    }).flat(),
  )
}

/** Up to the first `;`, `|` or `}` that the shell would end it at. */
function firstCommand(text: string): string {
  const word = /'[^']*'|"(?:\$\([^)]*\)|[^"\\]|\\.)*"|\\.|[^;|}'"\\]/g
  let end = 0
  for (const match of text.matchAll(word)) {
    if (match.index !== end) break
    end += match[0].length
  }
  return text.slice(0, end)
}

const all = Object.values(sections).flatMap(({ name, script }) => commandsOf(script).map((command) => [name, command]))

describe('docs/medic.sudoers', () => {
  it.each(all)('lets the section %s run: %s', (_, command) => {
    expect(isGranted(command)).toBe(true)
  })

  it.each([
    'cat /etc/shadow',
    'iptables-save',
    'nft flush ruleset',
    'nft get element inet t s { 10.0.0.1 }; flush ruleset',
    'ipset save a -f /etc/passwd',
    'grep -m1 -Eo ^root:.*|:[!*] /etc/shadow',
    'sed -n -E /x/e id /p /etc/knockd.conf',
    'journalctl --no-pager -o short-iso -b -n 60 --vacuum-size=1',
    'sshd -T -C user=a -f /tmp/x',
    'sshd -t -f /etc/ssh/ssh_host_rsa_key',
    'sshd -t -f /etc/ssh/sshd_config.d/../ssh_host_rsa_key.bak',
    'tail -n 400 /var/log/../../etc/shadow',
    'fail2ban-client set sshd actionban id',
  ])('refuses: %s', (command) => {
    expect(isGranted(command)).toBe(false)
  })

  const visudo = spawnSync('visudo', ['-cf', FILE], { encoding: 'utf8' })
  it.skipIf(visudo.error)('is valid to sudo', () => {
    expect(visudo).toMatchObject({ status: 0 })
  })
})
