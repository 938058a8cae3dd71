# Runs as root inside the host.
mkdir -p /etc/systemd/system/ssh.socket.d
cat >/etc/systemd/system/ssh.socket.d/port.conf <<'END'
[Socket]
ListenStream=
ListenStream=2222
END
systemctl daemon-reload
systemctl disable --now ssh
systemctl enable --now ssh.socket
