# Runs as root inside the host.
systemctl disable --now ssh
systemctl enable --now ssh.socket
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
