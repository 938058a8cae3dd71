// A Slack that answers everything at once, in a process of its own. Sends its address to the parent.
import { startSlackServer } from '../../slack/slack-server.ts'

const slack = await startSlackServer()
setInterval(() => slack.calls.splice(0), 1_000)
process.send?.(slack.apiUrl)
process.on('disconnect', () => process.exit())
