/** A command that sudo lets the login run: the program, and an extended regular expression over its arguments as one line. */
export interface Grant {
  program: string
  /**
   * Matched as a whole. No backslash, and no dollar sign: sudoers(5) reads those itself, so brackets take special characters
   * out of their meaning, and a dot stands for a dollar sign. What varies may not match a space: sudo joins the arguments by
   * spaces, and one more would be one more argument.
   */
  args: string
  /** Also run by the host itself when a timed undo is due. */
  timed?: boolean
}

/** Parts of patterns. */
export const ADDRESS = '[0-9a-f.:]+'
export const PORT = '[1-9][0-9]{0,4}'
export const LOGIN = '[A-Za-z_][A-Za-z0-9_.-]{0,31}'

/**
 * What a dollar sign and a number sign are written as, since sudoers(5) would read them itself: no other printable character
 * fits, and none that a shell would act upon within double quotes.
 */
const UNWRITABLE = '[^ -"%-~]'

/** The pattern of a constant text. */
export const literally = (text: string): string =>
  text.replace(/[$#.*|]/g, (one) => (/[$#]/.test(one) ? UNWRITABLE : `[${one}]`))
