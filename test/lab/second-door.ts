/**
 * A second way in that shares nothing with sshd but the program: systemd listens on port 2222 and starts one sshd for each connection,
 * as the login's own user, with a copy of a host key. It needs no sshd that runs, no /run/sshd and none of the files in /etc/ssh.
 */
const SETUP = `
install -d -o medic -m 700 /home/medic/door
install -o medic -m 600 /etc/ssh/ssh_host_ed25519_key /home/medic/door/key
echo 'HostKey /home/medic/door/key' >/home/medic/door/config
printf '[Socket]\\nListenStream=2222\\nAccept=yes\\n' >/etc/systemd/system/door.socket
printf '[Service]\\nUser=medic\\nExecStart=-/usr/sbin/sshd -i -f /home/medic/door/config\\nStandardInput=socket\\n' >/etc/systemd/system/door@.service
systemctl start door.socket`

/** The inventory knows the second door; people try port 22. */
export const SECOND_DOOR = { inventoryPort: 2222, setup: SETUP }
