# Runs as root inside the host.
# The sshd of other distributions, and one built from source, does not know of systemd's sockets; Debian's forgets them so.
mkdir -p /etc/systemd/system/ssh.service.d
cat >/etc/systemd/system/ssh.service.d/upstream.conf <<'END'
[Service]
ExecStart=
ExecStart=/usr/bin/env -u LISTEN_FDS -u LISTEN_PID /usr/sbin/sshd -D
END
systemctl daemon-reload
systemctl stop ssh
systemctl enable --now ssh.socket
