# Runs as root inside the host.
systemctl disable --now ssh
systemctl enable --now ssh.socket
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
exec 3<>/dev/tcp/127.0.0.1/22
until systemctl is-failed -q ssh.socket; do sleep 0.1; done
rm /etc/ssh/sshd_config.d/hardening.conf
