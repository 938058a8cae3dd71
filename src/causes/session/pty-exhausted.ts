import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'

export const ptyExhausted = defineCause({
  id: 'pty-exhausted',
  title: 'No terminal (pty) is left for a session',
  needs: ['session-setup'],
  recognise: ({ 'session-setup': setup }) => {
    const { used, max } = setup.ptys
    if (max === 0 || used < max) return undefined
    return {
      confidence: 'proven',
      summary: `All ${max} terminals (ptys) of the host are in use: a login with a terminal gets none, one command alone still runs.`,
      evidence: [
        ...quoteLines(setup, (_line, { command }) => /grep .*devpts|pty\/max/.test(command)),
        ...quoteLines(setup, (line) => /^\/dev\/pts\/\d+$/.test(line)),
      ],
      advice: 'See who holds them: sudo lsof /dev/ptmx. Meanwhile: ssh -T HOST bash -i; or raise kernel.pty.max',
      affects: 'everybody',
    }
  },
  decide: () => 'ls /dev/pts; cat /proc/sys/kernel/pty/nr /proc/sys/kernel/pty/max; grep devpts /proc/mounts',
})
