/** What the sections' `root` commands need of sudo, as sudoers(5) writes it. A test compares it with the script. */
export const EVIDENCE_ALIASES = ['SSH_MEDIC_SERVER', 'SSH_MEDIC_FIREWALL', 'SSH_MEDIC_LOGS', 'SSH_MEDIC_ACCOUNT']

/** One command of each kind that the sections run as root: whether sudo allows it tells whether the file is installed. */
export const EVIDENCE_SAMPLES: readonly (readonly [string, ...string[]])[] = [
  ['ss', '-Hltnp'],
  ['sshd', '-T'],
  ['nft', '-a', 'list', 'ruleset'],
  ['iptables-save', '-c'],
  ['ufw', 'status', 'numbered'],
  ['fail2ban-client', 'banned'],
  ['journalctl', '--no-pager', '-o', 'short-iso', '--since', '-60min', '-n', '400', '_COMM=sshd'],
  ['chage', '-l', 'root'],
  ['passwd', '-S', 'root'],
]

export const evidenceGrants = String.raw`Cmnd_Alias SSH_MEDIC_SERVER = \
    /usr/bin/ss -Hltnp, /usr/sbin/ss -Hltnp, /usr/bin/netstat -ltnp, \
    /usr/sbin/sshd -T, /usr/sbin/sshd -t, /usr/sbin/sshd -G, \
    /usr/sbin/sshd ^-t -f /(usr/share/openssh/sshd_config|etc/ssh/sshd_config([.]d/[A-Za-z0-9_-]+[.]conf)?(~|[.][a-z-]+))$, \
    /usr/sbin/sshd ^-[TG] -C ([A-Za-z0-9=\,.\:_@%+-]|\$)+$, \
    /usr/bin/readlink ^/proc/[0-9]+/exe$, /usr/bin/ls ^/proc/[0-9]+/fd$, \
    /usr/bin/sed ^-n -E /\^\[\[\:space\:\]\]\*\(\\\[\|command\|start_command\)/p /etc/knockd\.conf$, \
    /usr/bin/sed ^-n -E /\^\[\[\:space\:\]\]\*OPEN_PORTS/p /etc/fwknop/access\.conf$
Cmnd_Alias SSH_MEDIC_FIREWALL = \
    /usr/sbin/nft -a list ruleset, /usr/sbin/nft -j -a list ruleset, \
    /usr/sbin/nft -t -a list ruleset, /usr/sbin/nft -j -t -a list ruleset, \
    /usr/sbin/nft ^get element (ip|ip6|inet|netdev|bridge) [A-Za-z0-9_./-]+ [A-Za-z0-9_./-]+ [{] [0-9a-f.\:]+ [}]$, \
    /usr/sbin/iptables-save -c, /usr/sbin/iptables-legacy-save -c, \
    /usr/sbin/ip6tables-save -c, /usr/sbin/ip6tables-legacy-save -c, \
    /usr/bin/cat /etc/iptables/rules.v4, /usr/bin/cat /etc/iptables/rules.v6, \
    /usr/bin/cat /etc/sysconfig/iptables, /usr/bin/cat /etc/sysconfig/ip6tables, /usr/bin/cat /etc/nftables.conf, \
    /usr/sbin/ipset save, /usr/sbin/ipset list -t, \
    /usr/sbin/ipset ^save [A-Za-z0-9_.\:-]+$, /usr/sbin/ipset ^test [A-Za-z0-9_.\:-]+ [0-9a-f.\:]+(\,tcp\:[0-9]+)?$, \
    /usr/sbin/iptables -n -L ufw-user-input, \
    /usr/sbin/ufw status numbered, /usr/sbin/ufw status verbose, \
    /usr/bin/fail2ban-client banned, /usr/bin/fail2ban-client status, \
    /usr/bin/fail2ban-client ^status [A-Za-z0-9_.-]+$, \
    /usr/bin/fail2ban-client ^get [A-Za-z0-9_.-]+ banip --with-time$, \
    /usr/bin/fail2ban-client ^get [A-Za-z0-9_.-]+ ignoreip$, \
    /usr/bin/cscli ^decisions list -a --ip [0-9a-f.\:]+ -o json$, \
    /usr/bin/grep ^-E .Ban.Unban.Found.already banned.[.][*] [][0-9a-f.\:]* /var/log/fail2ban[.]log$
Cmnd_Alias SSH_MEDIC_LOGS = \
    /usr/bin/journalctl ^--no-pager -o short-iso (-b|--since -60min) -n [0-9]+( -g [^ ]+)?( [+]| [A-Z_]+\=[A-Za-z0-9.-]+)+$, \
    /usr/bin/journalctl ^--no-pager -o short-iso --since -7d -n [0-9]+ -g COMMAND\=\(\[\^ \]\*/\)\?\(systemctl\|service\|invoke-rc\[\.\]d\|rc-service\) \.\*ssh _COMM\=sudo$, \
    /usr/bin/journalctl ^-q --no-pager -o short-iso --since -15min -n [0-9]+ -u [A-Za-z0-9\:_.@\\-]+$, \
    /usr/bin/journalctl ^(-k -q|-q) --no-pager -o short-iso --since -24h -n [0-9]+( -t sshguard)?$, \
    /usr/bin/dmesg "", \
    /usr/bin/tail ^-n [0-9]+ /var/log/(auth[.]log|secure|messages)$
Cmnd_Alias SSH_MEDIC_ACCOUNT = \
    /usr/bin/chage ^-l ([A-Za-z0-9_.@+-]|\$)+$, /usr/sbin/faillock ^--user ([A-Za-z0-9_.@+-]|\$)+$, \
    /usr/bin/passwd ^-S ([A-Za-z0-9_.@+-]|\$)+$, \
    /usr/bin/grep ^-m1 -Eo \^([][A-Za-z0-9_.@+-]|\$)+\:\[!\*\] /etc/shadow$, \
    /usr/bin/readlink ^-f /[^ ]+$, \
    /usr/bin/stat ^-L -c %a %u %g %Y[|]%U[|]%G[|]%F[|]%n( /[^ ]*)+$, /usr/bin/stat ^-L -c %a %U /[^ ]*$, \
    /usr/bin/test ^-[fx] /[^ ]+$, \
    /usr/bin/grep ^-noE .[.][*][(]ssh[|]ecdsa[|]sk[)]-.A-Za-z0-9@[.]-.[+]..\:space\:..[+]AAAA /[^ ]+$, \
    /usr/bin/grep ^-r -s -n -E \^\[\^.\]\*\[\[\:space\:\]\]\(nproc\|maxlogins\|maxsyslogins\)\[\[\:space\:\]\] /etc/security/limits[.]conf /etc/security/limits[.]d$, \
    /usr/bin/grep ^-s -n -E \^\[\[\:space\:\]\]\*\(exit\|exec\|logout\|sleep\|read\)\(\[\[\:space\:\]\]\|\$\) /etc/profile /etc/bash[.]bashrc( /[^ ]*/[.](bashrc|bash_profile|bash_login|profile|zshenv)){5}$, \
    /usr/bin/ssh-keygen ^-lf /[^ ]+$`
