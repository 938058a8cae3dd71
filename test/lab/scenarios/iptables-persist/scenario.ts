import type { LabHost } from '../../host.ts'
import { attemptLogin } from '../../person.ts'
import { CLIENT } from '../../places.ts'
import type { Product } from '../../product.ts'
import { withSavedRules } from '../../saved-rules.ts'
import { defineScenario } from '../../scenario.ts'

const SAVED = '/etc/iptables/rules.v4'

export default defineScenario({
  title: 'a rule for the person is kept over a restart, and all is taken back',
  suites: ['bookworm'],
  host: withSavedRules('', ''),
  break: `systemctl enable netfilter-persistent; systemctl start netfilter-persistent; cp -p ${SAVED} /root/former`,
  symptom: { says: /timed out/ },
  check: { from: CLIENT },
  play,
  expect: { verdict: 'faulty', exit: 1, cause: 'iptables-drop', confidence: 'proven' },
})

async function play(host: LabHost, product: Product): Promise<void> {
  const { report } = await product.check({ from: CLIENT })
  const allow = report?.findings[0]?.remedies.find(({ id }) => id === 'iptables-allow')?.args ?? {}
  const allowed = await product.fix('iptables-allow', allow)
  const keep = allowed.report?.next
  if (keep?.id !== 'iptables-persist') throw new Error(`no way to keep the rule is offered: ${allowed.stdout}`)
  verified(await product.fix('iptables-persist', keep.args))
  await host.reboot()
  if (!(await getsIn(host))) throw new Error('the person is out again after the restart')

  verified(await product.fix('iptables-persist', keep.args, ['--undo']))
  await host.exec(`cmp ${SAVED} /root/former`)
  verified(await product.fix('iptables-allow', allow, ['--undo']))
  if (await getsIn(host)) throw new Error('the person still gets in after all is undone')
}

const getsIn = async (host: LabHost): Promise<boolean> => (await attemptLogin(host, { from: CLIENT })).code === 0

function verified({ report, stdout }: Awaited<ReturnType<Product['fix']>>): void {
  if (report?.outcome !== 'verified') throw new Error(`not verified: ${stdout}`)
}
