import type { Address } from '../address.ts'
import type { FromCommands } from './commands.ts'

export interface AddressesAnswers {
  /** Every address that is assigned to an interface of the host now. */
  addresses: FromCommands & { addresses: { interface: string; address: Address }[] }
}
