import { setImmediate as nextTurn } from 'node:timers/promises'

interface Asked<Question, Answer> {
  question: Question
  answer: (answer: Answer) => void
  fail: (error: unknown) => void
}

/** What is asked within one turn of the event loop is answered by one call, at most so many questions in each. */
export function together<Question, Answer>(
  atMost: number,
  answerAll: (questions: Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  let waiting: Asked<Question, Answer>[] = []

  const answerWaiting = async () => {
    await nextTurn()
    const asked = waiting
    waiting = []
    for (let from = 0; from < asked.length; from += atMost) void answerSome(asked.slice(from, from + atMost))
  }
  const answerSome = async (asked: Asked<Question, Answer>[]) => {
    try {
      const answers = await answerAll(asked.map(({ question }) => question))
      for (const [index, { answer }] of asked.entries()) answer(answers[index] as Answer)
    } catch (error) {
      for (const { fail } of asked) fail(error)
    }
  }
  return (question) =>
    new Promise((answer, fail) => {
      if (waiting.push({ question, answer, fail }) === 1) void answerWaiting()
    })
}
