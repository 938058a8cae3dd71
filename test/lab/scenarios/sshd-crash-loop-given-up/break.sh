# Runs as root inside the host.
systemctl stop ssh
dd if=/dev/zero of=/usr/sbin/sshd bs=4096 seek=30 count=30 conv=notrunc status=none
systemctl start ssh || true
until systemctl is-failed -q ssh; do sleep 0.1; done
