# Runs as root inside the host.
systemctl stop ssh
systemd-run --quiet socat TCP4-LISTEN:22,fork,reuseaddr EXEC:/bin/true
sleep 0.5
systemctl start ssh
