import type { AllMiddlewareArgs, App, SlackCommandMiddlewareArgs } from '@slack/bolt'

type Commanded = SlackCommandMiddlewareArgs & AllMiddlewareArgs

/** Like `app.command`, but before all listeners: Bolt asks each of them whether it is meant, and that takes its time. */
export function onCommand(app: App, name: string, handle: (args: Commanded) => Promise<void>): void {
  app.use(async (args) => {
    if (!isCommand(args) || args.command.command !== name) return args.next()
    await handle(args)
  })
}

const isCommand = (args: object): args is Commanded => 'command' in args && args.command !== undefined
