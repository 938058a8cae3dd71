import type { Evidence } from '../domain/evidence.ts'
import type { CheckRequest, Tools } from './tools.ts'
import { visit } from './visit.ts'

/** One check run: all observations, and every connection closed again. */
export async function collect(request: CheckRequest, tools: Tools): Promise<Evidence> {
  const { evidence, shell } = await visit(request, tools)
  shell?.close()
  return evidence
}
