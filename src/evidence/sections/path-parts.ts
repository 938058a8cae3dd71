import type { PathPart } from '../../domain/inside/login.ts'
import { lines, type Output } from '../section.ts'

const PART = /^([0-7]{1,5}) (\d{1,10}) (\d{1,10}) (\d{1,12})\|([^|]+)\|([^|]+)\|([^|]+)\|(\/.*)$/

/** What `stat -L -c '%a %u %g %Y|%U|%G|%F|%n'` prints of each component of a path. */
export function partsOf(output: Output | undefined): PathPart[] {
  return lines(output).flatMap((line) => {
    const [, mode = '', uid, gid, modified, owner = '', group = '', kind = '', path = ''] = PART.exec(line) ?? []
    return path
      ? [
          {
            path,
            kind,
            mode: Number.parseInt(mode, 8),
            uid: Number(uid),
            gid: Number(gid),
            modifiedS: Number(modified),
            owner,
            group,
          },
        ]
      : []
  })
}

/** The paths of which stat says that they are not there. */
export const missingIn = (output: Output | undefined): string[] =>
  lines(output).flatMap(
    (line) => /^stat: can(?:no|')t stat[x]? '(\/[^']*)': (?:No such file|Not a directory)/.exec(line)?.[1] ?? [],
  )
