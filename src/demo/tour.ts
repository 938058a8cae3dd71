import { ALERTS, ANA, CARA, OPS } from './people.ts'
import { buttonOf, wordsOf } from './plain-text.ts'
import type { StandIn } from './slack/stand-in.ts'
import type { Workspace } from './slack/workspace.ts'

/** What to try next, and by whom it is tried. */
interface Hint {
  text: string
  /** A line to type. */
  line?: string
  /** Who should do it. */
  as?: string
}

interface Stop extends Hint {
  done: (seen: Seen) => boolean
  /** Whoever does it early has not left out what comes before. */
  aside?: true
}

/** What has happened in the workspace, as far as the tour looks at it. */
interface Seen {
  /** Whether a request for approval is open, in whatever thread. */
  asked: boolean
  threadOf: (host: string) => string
  whispers: string
  homes: Workspace['homes']
}

export interface TourAt extends Hint {
  step: number
  of: number
}

/** Hints that move on as things are done: whoever goes another way is not called back to what was left out. */
export function createTour({ workspace, app }: StandIn) {
  const stops = [...STOPS, ...(app.events.includes('app_home_opened') ? [HOME] : [])]
  let next = 0
  const goOn = () => {
    const seen = lookAt(workspace)
    next = Math.max(next, stops.findLastIndex(({ done, aside }) => !aside && done(seen)) + 1)
    while (stops[next]?.done(seen)) next += 1
  }
  return {
    at: (): TourAt | undefined => {
      goOn()
      const stop = stops[next]
      if (!stop) return undefined
      const { done: _done, aside: _aside, ...hint } = stop
      return { ...hint, step: next + 1, of: stops.length }
    },
    skip: () => {
      goOn()
      next += 1
    },
  }
}

export type Tour = ReturnType<typeof createTour>

const HOME: Stop = {
  text: 'The app has a tab of its own, Home: what fails now, and what waits for you. Open ssh-medic under Apps.',
  done: ({ homes }) => homes.size > 0,
  aside: true,
}

const STOPS: readonly Stop[] = [
  {
    text: 'Somebody cannot reach web-01. Ask why:',
    line: '/ssh-check web-01 from 203.0.113.7',
    done: ({ threadOf }) => /banned/.test(threadOf('web-01')),
  },
  {
    text: 'The button Unban shows the exact command first. Press it, and do it. The proof stands in the thread.',
    done: ({ threadOf }) => /proven by fresh evidence/.test(threadOf('web-01')),
  },
  {
    text: 'Every fix that can be undone has a button for that, in the thread. Try Undo, or skip it.',
    done: ({ threadOf }) => /Undone:/.test(threadOf('web-01')),
  },
  {
    text: 'cache-01 is watched, and stopped answering: a thread in #alerts says so, and nobody had to ask. Its message has the cause and the fix. Start sshd: the watch sees it answer, and closes the alert.',
    done: ({ threadOf }) => /Resolved after/.test(threadOf('cache-01')),
  },
  {
    text: 'Another app says that edge-01 is down. Choose Check SSH in the ⋮ menu of Alertmanager’s message in #ops. Or type:',
    line: '/ssh-check edge-01 from 203.0.113.7',
    done: ({ threadOf }) => /ufw/.test(threadOf('edge-01')),
  },
  {
    text: 'A firewall keeps that client out. Let it in: the host undoes that by itself unless a new login succeeds.',
    done: ({ threadOf }) => /proven by fresh evidence/.test(threadOf('edge-01')),
  },
  {
    text: 'app-01 is production: nobody changes it alone. Find out why deploy cannot log in, and ask for approval:',
    line: '/ssh-check app-01 as deploy',
    as: ANA.id,
    done: ({ asked, threadOf }) => asked || /proven by fresh evidence/.test(threadOf('app-01')),
  },
  {
    text: 'Ana cannot approve what she asked for herself; Cara can, in the thread or from Home.',
    as: CARA.id,
    done: ({ threadOf }) => /proven by fresh evidence/.test(threadOf('app-01')),
  },
  {
    text: 'In an incident one may want nothing to change. Pause every change, then resume:',
    line: '/ssh-check pause we look into it',
    done: ({ whispers }) => /^Paused:/m.test(whispers),
  },
  {
    text: 'Checks go on meanwhile; a fix is refused. Let changes go on:',
    line: '/ssh-check resume',
    done: ({ whispers }) => /^Resumed:/m.test(whispers),
  },
]

function lookAt({ messages, homes }: Workspace): Seen {
  const told = messages.filter(({ channel }) => channel === OPS || channel === ALERTS)
  const heads = told.filter(({ threadTs }) => threadTs === undefined)
  return {
    asked: told.some((one) => buttonOf(one, 'approve') !== undefined),
    threadOf: (host) => {
      const about = heads.filter((one) => wordsOf(one).includes(host)).map(({ ts }) => ts)
      return told
        .filter(({ ts, threadTs }) => about.includes(threadTs ?? ts))
        .map(wordsOf)
        .join('\n')
    },
    whispers: messages
      .filter(({ onlyFor }) => onlyFor !== undefined)
      .map(({ text }) => text)
      .join('\n'),
    homes,
  }
}
