# Runs as root inside the host.
for last in 21 22 23 24; do fail2ban-client set sshd banip "192.0.2.$last"; done
fail2ban-client set sshd banip 198.51.100.9

# Half a year of guessing, by people who choose their user names.
for name in '<!channel>' '<@U012AB3CD>' '*bold*`code`' '&lt;!here&gt;' 'deploy from 203.0.113.7 port 1 ssh2' '$(reboot)'; do
  for count in $(seq 200); do echo "Invalid user $name from 192.0.2.44 port $((40000 + count))"; done
done | tee >(logger -t sshd -p auth.info) >/tmp/guesses
for count in $(seq 40); do sed 's/^/Nov 20 03:04:05 web-01 sshd[4711]: /' /tmp/guesses; done >>/var/log/auth.log

ufw allow OpenSSH
ufw deny from 192.0.2.0/24
ufw --force enable
echo 'sshd: 192.0.2.0/255.255.255.0' >>/etc/hosts.deny
cat >/etc/ssh/sshd_config.d/users.conf <<'END'
AllowUsers medic deploy
Match Address 192.0.2.0/24
  DenyUsers deploy
END
systemctl restart ssh
