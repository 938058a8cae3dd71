import type { LabHost } from './host.ts'
import { attemptLogin } from './person.ts'
import { CLIENT } from './places.ts'
import type { Product } from './product.ts'

interface Steps {
  allow: string
  persist: string
  /** Of the rules that are loaded at the boot. */
  file: string
}

/** A rule lets the person in, is kept over a restart, and both steps are taken back, to the letter. */
export const keeping =
  ({ allow, persist, file }: Steps) =>
  async (host: LabHost, product: Product): Promise<void> => {
    await host.exec(`cp -p ${file} /root/former`)
    const { report } = await product.check({ from: CLIENT })
    const args = report?.findings[0]?.remedies.find(({ id }) => id === allow)?.args ?? {}
    const allowed = await product.fix(allow, args)
    const keep = allowed.report?.next
    if (keep?.id !== persist) throw new Error(`no way to keep the rule is offered: ${allowed.stdout}`)
    verified(await product.fix(persist, keep.args))
    await host.reboot()
    if (!(await getsIn(host))) throw new Error('the person is out again after the restart')

    verified(await product.fix(persist, keep.args, ['--undo']))
    await host.exec(`cmp ${file} /root/former`)
    verified(await product.fix(allow, args, ['--undo']))
    if (await getsIn(host)) throw new Error('the person still gets in after all is undone')
  }

const getsIn = async (host: LabHost): Promise<boolean> => (await attemptLogin(host, { from: CLIENT })).code === 0

function verified({ report, stdout }: Awaited<ReturnType<Product['fix']>>): void {
  if (report?.outcome !== 'verified') throw new Error(`not verified: ${stdout}`)
}
