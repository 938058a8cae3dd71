import ssh2 from 'ssh2'

/** A fresh ed25519 key pair in OpenSSH's formats, for hosts and logins that live as long as the process. */
export function makeKeyPair(comment: string): { secret: string; open: string } {
  const { private: secret, public: open } = ssh2.utils.generateKeyPairSync('ed25519', { comment })
  return { secret, open }
}
