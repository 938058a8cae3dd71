import { statSync } from 'node:fs'

/** Whether others than its owner may read or change a file that must be secret. */
export const isOpenToOthers = (file: string): boolean => (statSync(file).mode & 0o077) !== 0

/** The same, where its group may read it, too. */
export const isOpenToEverybody = (file: string): boolean => (statSync(file).mode & 0o007) !== 0
