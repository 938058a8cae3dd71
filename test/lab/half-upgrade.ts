import { join } from 'node:path'
import { baseImage } from './base-image.ts'
import type { LabHost } from './host.ts'
import { must } from './sh.ts'

const LIBRARIES = '/usr/lib/x86_64-linux-gnu'

/**
 * Unpacks OpenSSH of the next release over that of the host, with the libraries it loads, and restarts nothing: what a release
 * upgrade leaves until it gets to its end. Each file takes the place of the old one, as dpkg does it.
 */
export async function unpackNextOpenSsh(host: LabHost): Promise<void> {
  const root = join(host.folder, 'disk/root')
  await must(['bash', '-euo', 'pipefail', '-c', UNPACK, 'unpack', await baseImage('trixie'), root])
}

const UNPACK = `
next=$1 root=$2
put() { cp -p "$next$1" "$root$1.dpkg-new"; mv "$root$1.dpkg-new" "$root$1"; }
for library in ld-linux-x86-64.so.2 libc.so.6 libcrypto.so.3 libselinux.so.1 libpcre2-8.so.0 libz.so.1 libzstd.so.1 libwtmpdb.so.0; do
  file=$(readlink -f "$next${LIBRARIES}/$library")
  put "${LIBRARIES}/\${file##*/}"
  [ "\${file##*/}" = "$library" ] || ln -sfn "\${file##*/}" "$root${LIBRARIES}/$library"
done
for program in /usr/sbin/sshd /usr/lib/openssh/sshd-session /usr/lib/openssh/sshd-auth; do put "$program"; done
`
