import { randomUUID } from 'node:crypto'
import type { StepDefinition } from '../app-definition.ts'
import { APP_ID } from '../workspace.ts'
import type { Around } from './around.ts'

/** Has a workflow run one of the app's steps. Returns the execution's id; how it ends stands in the workspace. */
export async function runStep(around: Around, callbackId: string, inputs: Record<string, string>): Promise<string> {
  const { workspace, app } = around
  const step = app.steps.find((one) => one.callbackId === callbackId)
  if (!step) throw new Error(`the app has no step ${callbackId}`)
  const lacking = step.inputs.find(({ name, required }) => required && !inputs[name])
  if (lacking) throw new Error(`the step ${callbackId} needs ${lacking.name}`)
  const execution = workspace.execute(step)
  await around.sendEvent({
    type: 'function_executed',
    function: definitionOf(step),
    ...{ inputs, function_execution_id: execution.id, workflow_execution_id: `Wx${randomUUID().slice(0, 9)}` },
    ...{ event_ts: (workspace.now() / 1_000).toFixed(6), bot_access_token: execution.token },
  })
  return execution.id
}

const definitionOf = ({ callbackId, title, inputs, outputs }: StepDefinition) => ({
  ...{ id: 'Fn0MEDIC', callback_id: callbackId, title, type: 'app', app_id: APP_ID },
  input_parameters: inputs.map(({ required, ...one }) => ({ ...one, is_required: required })),
  output_parameters: outputs.map(({ required, ...one }) => ({ ...one, is_required: required })),
  ...{ date_created: 1_694_727_597, date_updated: 1_698_947_481, date_deleted: 0 },
})
