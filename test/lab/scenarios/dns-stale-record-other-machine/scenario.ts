import { serveNames, withNameServer } from '../../name-server.ts'
import { defineScenario } from '../../scenario.ts'
import { changeBastion } from '../../vantage.ts'

const NAME = 'web-01.corp.example'

/** Where somebody else's SSH server has moved in: behind the lab's host, with a key of its own. */
const oldAddressOf = (address: string) => address.replace(/^10\.77\.0\./, '172.31.77.')

export default defineScenario({
  title: 'the hosts file leads to the old address, where another machine shows another key',
  suites: ['bookworm'],
  host: { inventoryAddress: NAME, files: withNameServer },
  etc: ({ address }) => ({
    hosts: `127.0.0.1 localhost\n${oldAddressOf(address)} ${NAME}\n`,
    'resolv.conf': `nameserver ${address}\n`,
    'nsswitch.conf': 'hosts: files dns\n',
  }),
  provoke: async ({ exec, folder, address }) => {
    const old = oldAddressOf(address)
    await exec(`
      ip address add ${old}/32 dev lo
      ${serveNames(address, `${NAME}=${address}`)}
      echo 'ListenAddress ${address}' >/etc/ssh/sshd_config.d/address.conf
      systemctl restart ssh
      ssh-keygen -q -t ed25519 -N '' -f /root/other_key
      systemd-run -q --unit=other-machine /usr/sbin/sshd -D -f /dev/null -o ListenAddress=${old} -o HostKey=/root/other_key -o PidFile=none
      sleep 0.3`)
    await changeBastion(folder, `ip route add ${old} via ${address}`, `ip route del ${old} via ${address}`)
  },
  symptom: { address: NAME, says: /Host key verification failed/ },
  expect: { verdict: 'faulty', exit: 1, cause: 'dns-stale-record', confidence: 'proven' },
})
