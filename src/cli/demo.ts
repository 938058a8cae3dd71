import { runDemo } from '../demo/demo.ts'

/** `ssh-medic demo`. */
export const demo = (options: { smoke?: boolean; port?: number }): Promise<number> => runDemo(options)
