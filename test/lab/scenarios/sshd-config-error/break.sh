# Runs as root inside the host.
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
systemctl restart ssh || sleep 2 # until systemd gives up
