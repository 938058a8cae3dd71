/**
 * A second way in that shares nothing with sshd but the program: systemd listens on port 2222 and starts one sshd for each connection,
 * as the login's own user, with a copy of a host key. It needs no sshd that runs, no /run/sshd and none of the files in /etc/ssh.
 */
const FILES = `
install -d -o medic -m 700 /home/medic/door
install -o medic -m 600 /etc/ssh/ssh_host_ed25519_key /home/medic/door/key
echo 'HostKey /home/medic/door/key' >/home/medic/door/config
`

const BY_SOCKET = `${FILES}
printf '[Socket]\\nListenStream=2222\\nAccept=yes\\n' >/etc/systemd/system/door.socket
printf '[Service]\\nUser=medic\\nExecStart=-/usr/sbin/sshd -i -f /home/medic/door/config\\nStandardInput=socket\\n' >/etc/systemd/system/door@.service
systemctl start door.socket`

/** The inventory knows the second door; people try port 22. */
export const SECOND_DOOR = { inventoryPort: 2222, setup: BY_SOCKET }

const BY_SSHD = `${FILES}
systemd-run --quiet --uid=medic --unit=door /usr/sbin/sshd -D -p 2222 -o PidFile=none -f /home/medic/door/config
for _ in $(seq 50); do ss -Hltn 'sport = :2222' | grep -q . && break; sleep 0.1; done`

/** The same by an sshd that listens itself, and goes on when the host’s own ends. */
export const SECOND_SSHD = { inventoryPort: 2222, setup: BY_SSHD }
