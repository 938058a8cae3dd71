import { styleText } from 'node:util'
import type { Step } from '../domain/message.ts'

/** Shows steps on standard error: rewritten in place on a terminal, one plain line a finished step elsewhere. */
export function progressTo(stream: NodeJS.WriteStream): { onStep: (step: Step) => void; clear: () => void } {
  return stream.isTTY ? live(stream) : plain(stream)
}

function live(stream: NodeJS.WriteStream) {
  return {
    onStep: (step: Step) => void stream.write(`\r\x1b[K${cut(lineOf(step), stream.columns)}`),
    clear: () => void stream.write('\r\x1b[K'),
  }
}

function plain(stream: NodeJS.WriteStream) {
  return {
    onStep: (step: Step) => void (step.state !== 'running' && stream.write(`${lineOf(step)}\n`)),
    clear: () => {},
  }
}

const MARKS = { running: '…', done: '✓', failed: '✗' } as const
const COLORS = { running: 'dim', done: 'green', failed: 'red' } as const

function lineOf({ name, state, detail, ms }: Step): string {
  const time = ms === undefined ? '' : ` (${ms} ms)`
  return `${styleText(COLORS[state], MARKS[state], { stream: process.stderr })} ${name}${detail ? `: ${detail}` : ''}${time}`
}

const cut = (text: string, columns: number) => (text.length > columns + 9 ? `${text.slice(0, columns + 8)}…` : text)
