/** Answers A questions for the names it is given as NAME=ADDRESS, SERVFAIL to all when it is given `servfail`, else "no such name". */
const SERVER = `
import socket, sys
where, *told = sys.argv[1:]
names = dict(one.split('=') for one in told if '=' in one)
server = socket.socket(socket.AF_INET6 if ':' in where else socket.AF_INET, socket.SOCK_DGRAM)
server.bind((where, 53))
while True:
    asked, sender = server.recvfrom(512)
    labels, at = [], 12
    while asked[at]:
        labels.append(asked[at + 1:at + 1 + asked[at]].decode('ascii', 'replace'))
        at += 1 + asked[at]
    name, kind = '.'.join(labels).lower(), int.from_bytes(asked[at + 1:at + 3], 'big')
    address = names.get(name) if kind == 1 else None
    code = 2 if 'servfail' in told else 0 if name in names or name == '' else 3
    head = asked[:2] + bytes([0x81, 0x80 | code]) + bytes([0, 1, 0, 1 if address and not code else 0, 0, 0, 0, 0])
    record = bytes([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4]) + socket.inet_aton(address) if address and not code else b''
    server.sendto(head + asked[12:at + 5] + record, sender)
`

/** A host that carries a small name server, for the bastion to ask. */
export const withNameServer = { 'root/name-server.py': SERVER }

/** Starts it on one address of the host, and waits until it answers there. */
export const serveNames = (address: string, ...told: string[]): string => `
systemd-run -q --unit=name-server-${address.replace(/[.:]/g, '-')} python3 /root/name-server.py ${address} ${told.join(' ')}
for try in $(seq 100); do ss -Hlun 'sport = :53' | grep -qF '${address}' && break; sleep 0.1; done`
