# Runs as root inside the host.
kill -STOP "$(systemctl show ssh -p MainPID --value)"
cat >/root/flood.py <<'END'
import socket, time
held = []
for _ in range(140):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(('127.0.0.1', 22))
    held.append(one)
time.sleep(3600)
END
systemd-run --quiet python3 /root/flood.py
for _ in $(seq 100); do
  ss -Hltn 'sport = :22' | awk '$2 > $3 { full = 1 } END { exit !full }' && exit 0
  sleep 0.1
done
exit 1
