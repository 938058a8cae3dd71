import { statSync } from 'node:fs'

/** Whether others than its owner may read or change a file that must be secret. */
export const isOpenToOthers = (file: string): boolean => (statSync(file).mode & 0o077) !== 0
