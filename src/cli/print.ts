import type { Diagnosed } from '../domain/diagnosis.ts'
import { toReport } from '../report/report.ts'
import { toText } from '../report/text.ts'

/** Prints a diagnosis for people or as JSON. */
export function print(diagnosed: Diagnosed, { json }: { json?: boolean }): void {
  process.stdout.write(
    json ? `${JSON.stringify(toReport(diagnosed), null, 2)}\n` : toText(diagnosed, { color: hasColor() }),
  )
}

export const hasColor = () => process.stdout.isTTY && process.stdout.hasColors() && !process.env.NO_COLOR
