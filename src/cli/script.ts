import { evidenceScript } from '../evidence/script.ts'
import { EXIT } from './exit.ts'

/** `ssh-medic script`: the evidence script itself. */
export async function script(): Promise<number> {
  process.stdout.write(evidenceScript())
  return EXIT.ok
}
