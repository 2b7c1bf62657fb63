import { cleanText } from '../clean-text.js'
import type { Action, Outcome } from './actions.js'

/** An operation waits for a record that others write to, and for the main thread. */
const ANSWER_MS = 20_000

/** What the server answers, in words whatever happens; `refused`: it does not take the token. */
export async function askServer({ path, body }: Action, token: string): Promise<Outcome | 'refused'> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    if (answer.status === 401) return 'refused'
    return outcomeOf(cleanText(JSON.parse(await answer.text()) as unknown), answer.status)
  } catch (error) {
    const why = error instanceof DOMException && error.name === 'TimeoutError' ? 'within 20 s' : 'that can be read'
    const words = [
      `The server gave no answer ${why}.`,
      'It may be done all the same: the list of what people did tells.',
    ]
    return { ok: false, words }
  }
}

function outcomeOf(answer: unknown, status: number): Outcome {
  const { ok, words, error } = Object(answer) as Partial<Readonly<Record<string, unknown>>>
  const texts = Array.isArray(words) ? words.map(String) : typeof error === 'string' ? [error] : []
  return { ok: ok === true, words: texts.length > 0 ? texts : [`The server answered ${status}, without words.`] }
}
