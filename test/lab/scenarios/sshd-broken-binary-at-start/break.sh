# Runs as root inside the host.
head -c 5000 /usr/sbin/sshd >/usr/sbin/sshd.new
chmod 755 /usr/sbin/sshd.new
mv /usr/sbin/sshd.new /usr/sbin/sshd
systemctl restart ssh || sleep 3
