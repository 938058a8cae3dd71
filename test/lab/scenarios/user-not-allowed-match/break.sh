# Runs as root inside the host.
cat >/etc/ssh/sshd_config.d/users.conf <<'END'
Match Address 203.0.113.0/24
  DenyUsers deploy
END
systemctl restart ssh
