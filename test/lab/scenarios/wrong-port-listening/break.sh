# Runs as root inside the host.
echo 'Port 2222' >/etc/ssh/sshd_config.d/port.conf
systemctl restart ssh
