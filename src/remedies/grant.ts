/** A command that sudo lets the login run: the program, and an extended regular expression over its arguments as one line. */
export interface Grant {
  program: string
  /**
   * Matched as a whole. No backslash: sudoers(5) reads those itself, so a bracket takes each special character out of its
   * meaning. No part may match a space: sudo joins the arguments by spaces, and a space would let more of them in.
   */
  args: string
  /** Also run by the host itself when a timed undo is due. */
  timed?: boolean
}

/** Parts of patterns. */
export const ADDRESS = '[0-9a-f.:]+'
export const PORT = '[1-9][0-9]{0,4}'
export const LOGIN = '[A-Za-z_][A-Za-z0-9_.-]{0,31}[$]?'
