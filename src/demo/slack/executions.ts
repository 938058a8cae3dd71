import { z } from 'zod'
import { type Answer, no } from './answer.ts'
import type { Execution, Workspace } from './workspace.ts'

const success = z.strictObject({ function_execution_id: z.string(), outputs: z.record(z.string(), z.unknown()) })
const failure = z.strictObject({ function_execution_id: z.string(), error: z.string().min(1) })

/** The app says that its step of a workflow is done, and what came of it. */
export function completeSuccess(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = success.safeParse(given)
  if (!parsed.success) return no('invalid_arguments')
  const { function_execution_id: id, outputs } = parsed.data
  const running = runningOf(workspace, id)
  if ('ok' in running) return running
  if (!fits(running, outputs)) return no('parameter_validation_failed')
  Object.assign(running, { state: 'succeeded', outputs })
  return { ok: true }
}

export function completeError(workspace: Workspace, given: Record<string, unknown>): Answer {
  const parsed = failure.safeParse(given)
  if (!parsed.success) return no('invalid_arguments')
  const running = runningOf(workspace, parsed.data.function_execution_id)
  if ('ok' in running) return running
  Object.assign(running, { state: 'failed', error: parsed.data.error })
  return { ok: true }
}

function runningOf({ executions }: Workspace, id: string): Execution | Answer {
  const execution = executions.get(id)
  if (!execution) return no('function_execution_not_found')
  return execution.state === 'running' ? execution : no('execution_not_in_running_state')
}

/** Every output is declared and a text, and those that are required are there. */
function fits({ step }: Execution, outputs: Record<string, unknown>): boolean {
  const declared = new Set(step.outputs.map(({ name }) => name))
  const given = Object.entries(outputs)
  return (
    given.every(([name, value]) => declared.has(name) && typeof value === 'string') &&
    step.outputs.every(({ name, required }) => !required || outputs[name] !== undefined)
  )
}
