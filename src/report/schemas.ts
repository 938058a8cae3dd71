import { z } from 'zod'
import { configSchema } from '../config/schema.ts'
import { actionSchema } from './action.ts'
import { doctorSchema } from './doctor.ts'
import { reportSchema } from './report.ts'
import { traceSchema } from './trace.ts'

/** The JSON Schemas that other programs rely on, by file name under schema/. */
export const publishedSchemas = (): Record<string, unknown> => ({
  'report.schema.json': z.toJSONSchema(reportSchema, { io: 'input' }),
  'action.schema.json': z.toJSONSchema(actionSchema, { io: 'input' }),
  'doctor.schema.json': z.toJSONSchema(doctorSchema, { io: 'input' }),
  'trace.schema.json': z.toJSONSchema(traceSchema, { io: 'input' }),
  'config.schema.json': z.toJSONSchema(configSchema, { io: 'input' }),
})
