import type { Answered } from '../../domain/observation.ts'

/** Every line in which a tool of the firewall printed its rules for people, without its indentation. */
export const rulesPrinted = ({ commands }: Answered<'firewall'>): string[] =>
  commands
    .filter(({ command }) => !/\bnft -j /.test(command))
    .flatMap(({ output }) => output.split('\n').map((line) => line.trim()))
