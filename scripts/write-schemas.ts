// Writes the published JSON Schemas from the zod schemas that the product itself uses.
import { mkdirSync, writeFileSync } from 'node:fs'
import { publishedSchemas } from '../src/report/schemas.ts'

mkdirSync('schema', { recursive: true })
for (const [name, schema] of Object.entries(publishedSchemas()))
  writeFileSync(`schema/${name}`, `${JSON.stringify(schema, null, 2)}\n`)
