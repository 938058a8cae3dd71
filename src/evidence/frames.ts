import { canonicalAddress } from '../domain/address.ts'
import { redact, redactStrings, withoutControls } from '../domain/redact.ts'
import type { Output, Privilege, ScriptSubject } from './section.ts'

/** One finished command of the script. `beganMs` counts from the script's start. */
export interface Frame extends Output {
  section: string
  beganMs: number
  ms: number
}

/** What the script said, as far as it got. `unfinished` are commands that began and never ended. */
export interface Transcript {
  subject: ScriptSubject
  /** Whether commands could be run with root's rights. */
  sudo: boolean
  frames: Frame[]
  unfinished: { section: string; command: string }[]
  complete: boolean
}

interface Open {
  section: string
  label: string
  command: string
  beganMs: number
  lines: string[]
}

interface Reader {
  transcript?: Transcript
  open?: Open
  startedMs: number
}

/** Reads the script's output. Undefined when no script with that nonce spoke. Whatever stands outside frames is passed over. */
export function readTranscript(stdout: string, nonce: string): Transcript | undefined {
  const mark = `@@ssh-medic ${nonce} `
  const reader: Reader = { startedMs: 0 }
  for (const raw of stdout.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw
    if (line.startsWith('|')) reader.open?.lines.push(line.slice(1))
    else if (line.startsWith(mark)) take(reader, line.slice(mark.length).split(' '))
  }
  tear(reader)
  return reader.transcript
}

function take(reader: Reader, [verb, ...words]: string[]): void {
  if (verb === 'start') {
    reader.transcript = started(words)
    reader.startedMs = milliseconds(words[1])
  }
  const { transcript, open, startedMs } = reader
  if (!transcript) return
  if (verb === 'end' && open) {
    transcript.frames.push(finished(open, words, startedMs))
    delete reader.open
    return
  }
  tear(reader)
  if (verb === 'begin') reader.open = begun(words, startedMs)
  if (verb === 'done') transcript.complete = true
}

/** A frame that is open when another begins, or at the end, was torn off. */
function tear(reader: Reader): void {
  if (reader.open) reader.transcript?.unfinished.push(torn(reader.open))
  delete reader.open
}

/** `1.50 root 203.0.113.7 deploy 22` without the version that stands before it. */
function started([, , mode = '', client = '', user = '', port = '']: string[]): Transcript {
  const address = canonicalAddress(client)
  return {
    subject: {
      ...(address && { client: address }),
      ...(user !== '-' && user !== '' && { user }),
      port: Number(port) || 22,
    },
    sudo: mode !== 'plain',
    frames: [],
    unfinished: [],
    complete: false,
  }
}

function begun([section = '', label = '', uptime, ...command]: string[], startedMs: number): Open {
  return { section, label, command: command.join(' '), beganMs: milliseconds(uptime) - startedMs, lines: [] }
}

const torn = ({ section, command }: Open) => ({ section, command })

function finished(open: Open, [exit = '', how = '', limit = '', uptime]: string[], startedMs: number): Frame {
  const { section, label, command, beganMs } = open
  const text = open.lines.join('\n')
  const privilege = privilegeOf(how)
  const hide = section === 'firewall' && exit === '0' ? redactStrings : redact
  return {
    section,
    label,
    command: privilege === 'sudo' ? `sudo -n ${command}` : command,
    exit: /^\d{1,3}$/.test(exit) ? Number(exit) : 255,
    output: hide(withoutControls(privilege === 'sudo' ? withoutSudosOwn(text) : text)),
    privilege,
    cut: Buffer.byteLength(text) >= Number(limit),
    beganMs,
    ms: Math.max(0, Math.round(milliseconds(uptime) - startedMs - beganMs)),
  }
}

const privilegeOf = (word: string): Privilege =>
  word === 'root' || word === 'sudo' || word === 'denied' ? word : word === 'narrow' ? 'sudo' : 'plain'

/** sudo says such things before it does what it was told. */
const withoutSudosOwn = (text: string): string => text.replace(/^sudo: unable to resolve host .*\n?/gm, '')

const milliseconds = (uptime: string | undefined): number => Math.round((Number(uptime) || 0) * 1000)
