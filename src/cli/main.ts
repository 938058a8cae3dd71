#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError } from 'commander'
import { VERSION } from '../domain/version.ts'
import { EXIT, Stop } from './exit.ts'

/** What ends with a sentence, by its name: so that its parts are loaded only by the commands that use them. */
const STATUSES: Record<string, number> = {
  ConfigError: EXIT.config,
  CannotListen: EXIT.config,
  SlackRefusal: EXIT.config,
  SlackAway: EXIT.unavailable,
  AbortError: EXIT.interrupted,
}

// Each command imports what it needs when it runs: `--help` must not wait for Slack, BullMQ and ssh2 to load.
const program = new Command('ssh-medic')
  .description('Finds why SSH to a host fails, proves it, and offers the fix.')
  .version(VERSION)
  .exitOverride()
  .configureHelp({ sortSubcommands: false })
  .showHelpAfterError('(ssh-medic --help lists the commands)')

const config = [
  '--config <file>',
  'configuration file (default: SSH_MEDIC_CONFIG, ./ssh-medic.yml, ~/.config/ssh-medic/, /etc/ssh-medic/)',
] as const

program
  .command('check')
  .description('find out why SSH to a host fails')
  .argument('<host>', 'a host of the inventory, of ~/.ssh/config, or a name or address')
  .option('--from <ip>', 'the address that the locked-out person connects from')
  .option('--user <name>', 'the user that the person logs in as')
  .option('--port <n>', 'the port that the person connects to', port)
  .option(...config)
  .option('--json', 'print the report as JSON (schema/report.schema.json)')
  .option('--save <file>', 'save the evidence, for `ssh-medic diagnose`')
  .addHelpText(
    'after',
    '\nExit status: 0 healthy, 1 a cause was found, 2 could not tell, 64 bad usage, 78 bad configuration.',
  )
  .action(async (host, options) => finish(await (await import('./check.ts')).check(host, options)))

program
  .command('diagnose')
  .description('diagnose saved evidence again, without touching the host')
  .argument('[evidence]', 'a file that `check --save` wrote; - reads standard input')
  .option(
    '--inside <file>',
    'what the script of `ssh-medic script` printed on the host’s console; - reads standard input',
  )
  .option('--save <file>', 'save the evidence with what the console added')
  .option('--json', 'print the report as JSON')
  .action(async (file, options) => finish(await (await import('./diagnose.ts')).diagnoseFile(file, options)))

program
  .command('trace')
  .description('follow a client’s packet through the host’s firewall, rule by rule')
  .argument('<host>', 'a host as for `check`, or a file that `check --save` wrote (NAME.json; - reads standard input)')
  .option('--from <ip>', 'the address that the person connects from')
  .option('--port <n>', 'the port that the person connects to', port)
  .option(...config)
  .option('--json', 'print the trace as JSON (schema/trace.schema.json)')
  .addHelpText(
    'after',
    '\nExit status: 0 accepted, 1 dropped or rejected, 2 could not tell, 64 bad usage, 78 bad configuration.',
  )
  .action(async (host, options) => finish(await (await import('./trace.ts')).trace(host, options)))

program
  .command('fix')
  .description('carry out a remedy that a check offered, and verify it')
  .argument('<host>', 'the host to mend')
  .argument('<remedy>', 'the remedy’s id, such as fail2ban-unban')
  .argument('[key=value...]', 'its arguments, such as ip=203.0.113.7')
  .option('--dry-run', 'show what would run, and whether it is still called for')
  .option('--yes', 'do not ask')
  .option('--undo', 'put back what the remedy changed')
  .option(...config)
  .option('--json', 'print the outcome as JSON (schema/action.schema.json)')
  .addHelpText(
    'after',
    '\nExit status: 0 verified or nothing to do, 1 not fixed, 2 inconclusive, 64 bad usage, 69 Redis is away, 77 refused.\nWhile changes are paused (`ssh-medic pause`) nothing is changed here either.',
  )
  .addHelpText('after', await helpOfFix())
  .action(async (host, remedy, pairs, options) =>
    finish(await (await import('./fix.ts')).fix(host, remedy, pairs, options)),
  )

for (const [name, description] of [
  ['bot', 'answer in Slack (needs Redis and Slack’s tokens)'],
  ['worker', 'run the checks of this vantage (needs Redis)'],
  ['up', 'bot and worker in one process'],
] as const)
  program
    .command(name)
    .description(description)
    .option(...config)
    .action(async (options) => finish(await (await import('./serve.ts')).serve(name, options)))

program
  .command('demo')
  .description('a workspace on a local page, with hosts to break and mend; needs nothing else')
  .option('--smoke', 'play the whole story without a browser; exit 0 only when every step was seen')
  .option('--port <n>', 'port of the page', port)
  .action(async (options) => finish(await (await import('./demo.ts')).demo(options)))

program
  .command('doctor')
  .description('examine every prerequisite of bot and worker, and say how to mend what is wrong; changes nothing')
  .argument(
    '[host...]',
    'hosts of the inventory to log in to, once each: the host key, the login, and what sudo allows',
  )
  .option('--hosts', 'the same for all hosts of this vantage')
  .option('--as <role>', 'examine as bot, worker or up (default: by the tokens and keys that lie here)', role)
  .option('--request-url <url>', 'in HTTP mode: also try the address that Slack sends its requests to', url)
  .option(...config)
  .option('--json', 'print the report as JSON (schema/doctor.schema.json)')
  .addHelpText(
    'after',
    '\nWithout a host nobody is logged in to. What belongs elsewhere (a bastion has no Slack tokens) is said, and is no failure.\nExit status: 0 nothing is wrong, 1 something is, 64 bad usage, 69 Redis or Slack is away, 78 bad configuration.',
  )
  .action(async (hosts: string[], options) => finish(await (await import('./doctor.ts')).doctor(hosts, options)))

program
  .command('script')
  .description('print the evidence script, to read it or to paste it into a console')
  .action(async () => finish(await (await import('./script.ts')).script()))

for (const [name, description] of [
  ['pause', 'stop every change of every host at once; checks go on'],
  ['resume', 'let changes go on (needs the bot’s signing key)'],
] as const)
  program
    .command(name)
    .description(description)
    .argument('[reason...]', 'why: for the thread and for the record')
    .option(...config)
    .action(async (reason: string[], options) =>
      finish(await (await import('./turn-switch.ts')).turnSwitch(name === 'pause', reason.join(' '), options)),
    )

program
  .command('maintenance')
  .description('have a host raise no alerts, and nobody reminded, while it is worked on; watching goes on')
  .argument('[host]', 'a host of the inventory; without one, what is in maintenance now')
  .option('--for <time>', 'for how long, such as 30m, 2h or 1d; at most 30d', duration)
  .option('--end', 'it is over before its time')
  .option(...config)
  .action(async (host, options) => finish(await (await import('./maintenance.ts')).maintenance(host, options)))

const audit = program.command('audit').description('the record of what was asked, approved, refused and done')
audit
  .command('verify')
  .description('whether the record is whole; exit status 1 when it is not')
  .option('--anchor <entry:hash...>', 'that it still holds this entry, as noted below a result in Slack')
  .option(...config)
  .action(async (options) => finish(await (await import('./audit.ts')).auditVerify(options)))
audit
  .command('export')
  .description('print the record, an entry a line')
  .option('--json', 'as one JSON list')
  .option(...config)
  .action(async (options) => finish(await (await import('./audit.ts')).auditExport(options)))

program
  .command('digest')
  .description('sum up the last days: causes, alerts, how long until they were over, the noisiest hosts')
  .option('--days <n>', 'how many (checks are remembered for 7, alerts for 92)', days, 7)
  .option(...config)
  .action(async (options) => finish(await (await import('./digest.ts')).digest(options)))

program
  .command('sudoers')
  .description('print what sudo has to allow on a host, and no more')
  .option('--user <name>', 'the login; by default the one that all hosts of the inventory share')
  .option('--remedies <ids>', 'only for these, joined by commas; `none` when ssh-medic shall only look')
  .option(...config)
  .action(async (options) => finish(await (await import('./sudoers.ts')).sudoers(options)))

function port(text: string): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < 1 || number > 65_535)
    throw new InvalidArgumentError('a port is a number from 1 to 65535.')
  return number
}

function days(text: string): number {
  const number = Number(text)
  if (!/^\d{1,2}$/.test(text) || number < 1 || number > 92)
    throw new InvalidArgumentError('days are a number from 1 to 92.')
  return number
}

/** What is away for longer is better taken off the watch. */
const LONGEST_MINUTES = 30 * 1_440

/** In minutes. */
function duration(text: string): number {
  const [, number, unit = ''] = /^(\d{1,4})([mhd])$/.exec(text) ?? []
  const minutes = Number(number) * ({ m: 1, h: 60, d: 1_440 }[unit] ?? 0)
  if (!(minutes > 0 && minutes <= LONGEST_MINUTES))
    throw new InvalidArgumentError('it is a time such as 30m, 2h or 1d, and at most 30d.')
  return minutes
}

function role(text: string): string {
  if (!['bot', 'worker', 'up'].includes(text)) throw new InvalidArgumentError('it is bot, worker or up.')
  return text
}

function url(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text))
    throw new InvalidArgumentError('it is an address such as https://medic.example.com/slack/events.')
  return text
}

/** Only who asks for that help waits for the remedies to load. */
async function helpOfFix(): Promise<string> {
  const asked = process.argv.includes('fix') && ['--help', '-h', 'help'].some((word) => process.argv.includes(word))
  return asked ? (await import('./remedies-help.ts')).remediesHelp() : ''
}

function finish(status: number): void {
  process.exitCode = status
}

try {
  await program.parseAsync()
} catch (error) {
  finish(statusOf(error))
}

function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage
  if (error instanceof Stop) return complain(error.message, error.status)
  const status = error instanceof Error ? STATUSES[error.name] : undefined
  if (status === undefined) throw error
  return complain(status === EXIT.interrupted ? 'cancelled' : String((error as Error).message), status)
}

function complain(message: string, status: number): number {
  process.stderr.write(`ssh-medic: ${message}\n`)
  return status
}
