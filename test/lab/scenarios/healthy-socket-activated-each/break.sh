# Runs as root inside the host.
cat >/etc/systemd/system/sshd.socket <<'END'
[Socket]
ListenStream=22
Accept=yes
[Install]
WantedBy=sockets.target
END
cat >/etc/systemd/system/sshd@.service <<'END'
[Service]
ExecStart=-/usr/sbin/sshd -i
StandardInput=socket
RuntimeDirectory=sshd
RuntimeDirectoryPreserve=yes
END
systemctl daemon-reload
systemctl disable --now ssh
systemctl mask ssh
systemctl enable --now sshd.socket
