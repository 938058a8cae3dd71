import ssh2 from 'ssh2'

/** A fresh ed25519 key pair in OpenSSH's formats, for hosts and logins that live as long as the process. */
export function makeKeyPair(comment: string): { secret: string; open: string } {
  for (;;) {
    const { private: secret, public: open } = ssh2.utils.generateKeyPairSync('ed25519', { comment })
    // Now and then ssh2 1.17 makes a pair that it cannot read itself.
    if (![secret, open].some((text) => ssh2.utils.parseKey(text) instanceof Error)) return { secret, open }
  }
}
