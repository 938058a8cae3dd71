# Runs as root inside the host.
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
systemctl restart ssh || true
until systemctl is-failed -q ssh; do sleep 0.1; done
rm /etc/ssh/sshd_config.d/hardening.conf
