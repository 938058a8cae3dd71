/** knockd opens port 22 for who knocks; the firewall drops everybody else, but for those named. */
export const shutUntilKnocked = (letIn: string[]): string => `
cat >/etc/knockd.conf <<'END'
[options]
	UseSyslog
[openSSH]
	sequence    = 7000,8000,9000
	seq_timeout = 5
	command     = /sbin/iptables -I INPUT -s %IP% -p tcp --dport 22 -j ACCEPT
	tcpflags    = syn
END
echo 'KNOCKD_OPTS="-i eth0"' >>/etc/default/knockd
systemctl start knockd
iptables -A INPUT -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT
${letIn.map((address) => `iptables -A INPUT -s ${address} -p tcp --dport 22 -j ACCEPT`).join('\n')}
iptables -A INPUT -p tcp --dport 22 -j DROP
for try in $(seq 50); do pgrep -x knockd >/dev/null && break; sleep 0.1; done; pgrep -x knockd`
