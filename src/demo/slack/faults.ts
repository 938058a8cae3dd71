/** Trouble on demand: the next calls of a method (or of any) fail in this way. */
export interface Fault {
  method?: string
  status: 429 | 500 | 503
  /** Seconds, with 429. */
  retryAfter?: number
  /** The call takes effect all the same, and only its answer is lost. */
  afterAccepting?: boolean
}

export function createFaults() {
  const waiting: Fault[] = []
  return {
    add: (fault: Fault, times = 1) => void waiting.push(...Array.from({ length: times }, () => fault)),
    take: (method: string): Fault | undefined => {
      const index = waiting.findIndex((fault) => fault.method === undefined || fault.method === method)
      return index < 0 ? undefined : waiting.splice(index, 1)[0]
    },
  }
}

export type Faults = ReturnType<typeof createFaults>
