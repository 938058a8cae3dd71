# Runs as root inside the host.
systemctl disable --now ssh
systemctl enable --now ssh.socket
