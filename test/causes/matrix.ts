// `npm run lab -- matrix`: every recording against every cause, as a page. What is not on the diagonal is a defect.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { diagnose } from '../../src/causes/diagnose.ts'
import { causes } from '../../src/causes/index.ts'
import { catalogue, FAMILIES } from './catalogue.ts'
import { evidenceIn, HEALTHY, recordingsOf } from './library.ts'

const DOCS = join(import.meta.dirname, '../../docs/causes')
const PAGE = join(DOCS, 'confusion.md')
const LIST = join(DOCS, 'README.md')
const LIST_BEGINS = /(?<=<!-- list -->\n)[\s\S]*/

interface Row {
  folder: string
  recording: string
  answer: string
  confidence: string
  /** Other causes that also hold there, each hidden by, or less sure than, the answer. */
  also: string[]
  ruledOut: number
}

/** Writes the table of confusion and returns the exit status: 0 when every recording gets the answer of its folder. */
export function matrix(): number {
  const rows = [...causes.map(({ id }) => id), HEALTHY].flatMap((folder) => recordingsOf(folder).map(rowOf(folder)))
  const wrong = rows.filter(({ folder, answer }) => folder !== answer)
  writeFileSync(PAGE, pageOf(rows, wrong))
  writeFileSync(
    LIST,
    readFileSync(LIST, 'utf8').replace(LIST_BEGINS, () => `\n${catalogue(familyOf)}`),
  )
  for (const { recording, answer } of wrong) console.log(`wrong: ${recording} is answered with ${answer}`)
  console.log(`${rows.length} recordings × ${causes.length} causes: ${wrong.length} wrong answers, see ${PAGE}`)
  return wrong.length > 0 ? 1 : 0
}

/** The family is the folder that the cause's file stands in. */
const familyOf = (id: string): string =>
  Object.keys(FAMILIES).find((family) =>
    existsSync(join(import.meta.dirname, '../../src/causes', family, `${id}.ts`)),
  ) ?? ''

const rowOf =
  (folder: string) =>
  (path: string): Row => {
    const { findings, ruledOut, verdict } = diagnose(evidenceIn(path))
    const [first, ...others] = findings
    return {
      folder,
      recording: path.replace(/^.*\//, '').replace(/\.json$/, ''),
      answer: first?.cause ?? verdict,
      confidence: first?.confidence ?? '',
      also: others.map(({ cause, maskedBy }) => (maskedBy ? `${cause} (hidden)` : cause)),
      ruledOut: ruledOut.length,
    }
  }

function pageOf(rows: Row[], wrong: Row[]): string {
  const lines = rows.map(
    ({ folder, recording, answer, confidence, also, ruledOut }) =>
      `| ${folder} | ${recording} | ${answer === folder ? '✓' : `✗ ${answer}`} | ${confidence} | ${also.join(', ')} | ${ruledOut} |`,
  )
  return `# Confusion table

Made by \`npm run lab -- matrix\` from the recordings of real hosts: each is diagnosed by every one of the ${causes.length} causes. “Answer” is the
first finding, and has to be the recording's own cause; “also” lists what else holds there and does not reach the first place.

${rows.length} recordings, ${wrong.length} wrong answers.

| cause | recording | answer | confidence | also | ruled out |
| --- | --- | --- | --- | --- | --- |
${lines.join('\n')}
`
}
