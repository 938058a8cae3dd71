/** Moves sshd to another port, so that somebody else may have port 22. */
export const MOVE_SSHD = `echo 'Port 2222' >/etc/ssh/sshd_config.d/port.conf; systemctl restart ssh`

/** A balancer on port 22 that passes connections on to sshd, after the header that it is told to send. */
export const balancerThatSays = (header: string): string =>
  answerWith(
    'balancer',
    `
b = socket.create_connection(('127.0.0.1', 2222))
b.sendall(${header})
def pump(a, z):
    while data := a.recv(65536):
        z.sendall(data)
    z.shutdown(socket.SHUT_WR)
threading.Thread(target=pump, args=(b, s), daemon=True).start()
pump(s, b)`,
  )

/** A server on port 22 that is no sshd, kept running by systemd. `body` is Python that has a connected socket, s. */
export const answerWith = (name: string, body: string): string => `
cat >/usr/local/bin/${name} <<'END'
#!/usr/bin/python3
import random, socket, threading, time
def serve(s, peer):
    try:
        ${body.trim().split('\n').join('\n        ')}
    except OSError:
        pass
listener = socket.create_server(('0.0.0.0', 22))
while True:
    threading.Thread(target=serve, args=listener.accept(), daemon=True).start()
END
chmod 755 /usr/local/bin/${name}
systemd-run -q --unit=${name} /usr/local/bin/${name}
for try in $(seq 50); do ss -Hltn 'sport = :22' | grep -q . && break; sleep 0.1; done`
