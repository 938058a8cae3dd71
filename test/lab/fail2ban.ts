import type { HostOptions } from './host.ts'

/** A host on which fail2ban runs, with its settings added to those of the base image. */
export function withFail2ban(
  settings: string,
  jails: readonly string[] = ['sshd'],
): Pick<HostOptions, 'files' | 'setup'> {
  const answers = jails.map((jail) => `fail2ban-client status ${jail} >/dev/null 2>&1`).join(' && ')
  return {
    files: { 'etc/fail2ban/jail.d/scenario.conf': settings },
    setup: `touch /var/log/fail2ban.log; systemctl start fail2ban; timeout 20 bash -c 'until ${answers}; do sleep 0.1; done'`,
  }
}

/** Bans, and waits until the kernel knows: fail2ban answers before it has acted. */
export const ban = (jail: string, address: string): string => `
fail2ban-client set ${jail} banip ${address}
timeout 10 bash -c 'until nft list ruleset | grep -A9 "addr-set-${jail} " | grep -qF ${address}; do sleep 0.1; done'
`
