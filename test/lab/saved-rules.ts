import { BASTION_ADDRESS } from './places.ts'

/** Debian's netfilter-persistent does the same; its package cannot be installed beside ufw. */
const loader = `[Unit]
Description=netfilter persistent configuration
DefaultDependencies=no
Before=network-pre.target
Wants=network-pre.target
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/iptables-restore /etc/iptables/rules.v4
[Install]
WantedBy=multi-user.target
`

/** What a provider's image sets early: only the bastion may. */
const base = `[Unit]
DefaultDependencies=no
Before=netfilter-persistent.service
[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'iptables -P INPUT DROP; iptables -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; iptables -A INPUT -s ${BASTION_ADDRESS}/32 -p tcp -m tcp --dport 22 -j ACCEPT'
[Install]
WantedBy=multi-user.target
`

const saved = (more: string, others: string): string => `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A INPUT -s ${BASTION_ADDRESS}/32 -p tcp -m tcp --dport 22 -j ACCEPT
${more}${others}COMMIT
`

const OFFICE = '-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n'

/** A host that loads saved rules at its boot, over the little that its image lets in. */
export const withSavedRules = (more: string, others = OFFICE): { files: Record<string, string> } => ({
  files: {
    'etc/iptables/rules.v4': saved(more, others),
    'etc/systemd/system/netfilter-persistent.service': loader,
    'etc/systemd/system/base-firewall.service': base,
  },
})
