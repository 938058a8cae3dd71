# Runs as root inside the host.
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
touch /etc/ssh/sshd_not_to_be_run
systemctl mask ssh
systemctl enable ssh.socket
