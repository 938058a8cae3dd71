# Runs as root inside the host.
systemctl stop ssh
mkdir -p /etc/systemd/system/ssh.socket.d /etc/systemd/system/ssh.service.d
printf '[Socket]\nAccept=no\nBacklog=128\n' >/etc/systemd/system/ssh.socket.d/lab.conf
printf '[Service]\nExecStartPre=/bin/sleep 3600\nTimeoutStartSec=infinity\n' >/etc/systemd/system/ssh.service.d/lab.conf
systemctl daemon-reload
systemctl start ssh.socket
cat >/root/flood.py <<'END'
import socket, time
held = []
for _ in range(140):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(('127.0.0.1', 22))
    held.append(one)
time.sleep(3600)
END
systemd-run --quiet python3 /root/flood.py
for _ in $(seq 100); do
  ss -Hltn 'sport = :22' | awk '$2 > $3 { full = 1 } END { exit !full }' && exit 0
  sleep 0.1
done
exit 1
