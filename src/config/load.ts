import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { parse, YAMLParseError } from 'yaml'
import { z } from 'zod'
import { type Config, configSchema } from './schema.ts'

/** Bad configuration: the message names the file, the place in it and what to write instead. */
export class ConfigError extends Error {
  override name = 'ConfigError'
}

export const expandHome = (path: string): string => path.replace(/^~(?=\/|$)/, homedir())

const usualPlaces = () => [
  'ssh-medic.yml',
  join(homedir(), '.config/ssh-medic/ssh-medic.yml'),
  '/etc/ssh-medic/ssh-medic.yml',
]

/** Which file it is read from; undefined when there is none. */
export const configFileOf = (named: string | undefined): string | undefined =>
  named ?? process.env.SSH_MEDIC_CONFIG ?? usualPlaces().find((place) => existsSync(place))

/** Reads the configuration: the named file, `SSH_MEDIC_CONFIG`, a usual place, or else the defaults. */
export function loadConfig(named: string | undefined): Config {
  const file = configFileOf(named)
  return file === undefined ? configSchema.parse({}) : parseConfig(readText(file), file)
}

/** The same with the home directory written out in its paths. */
export function withHome(config: Config): Config {
  const { privateKeyFile, publicKeyFiles } = config.signing
  return {
    ...config,
    knownHosts: expandHome(config.knownHosts),
    signing: {
      ...(privateKeyFile && { privateKeyFile: expandHome(privateKeyFile) }),
      publicKeyFiles: publicKeyFiles.map(expandHome),
    },
  }
}

export function readText(file: string): string {
  try {
    return readFileSync(expandHome(file), 'utf8')
  } catch (error) {
    throw new ConfigError(
      `cannot read ${file}: ${codeOf(error)}; name an existing file with --config or SSH_MEDIC_CONFIG`,
      {
        cause: error,
      },
    )
  }
}

const codeOf = (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error))

export function parseConfig(text: string, file: string): Config {
  const parsed = configSchema.safeParse(parseYaml(text, file) ?? {})
  if (!parsed.success) throw new ConfigError(`${file} is not a valid configuration:\n${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    throw new ConfigError(`${file} is not valid YAML: ${error.message}`, { cause: error })
  }
}
