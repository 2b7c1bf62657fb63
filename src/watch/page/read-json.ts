import { after } from './browser-clock.js'
import { cleanText } from './clean-text.js'

/** What the server said to a question. */
export type Answer<Data> =
  | { readonly state: 'told'; readonly data: Data }
  /** There is no such thing. */
  | { readonly state: 'missing' }
  /** No answer, or one that cannot be used; why. */
  | { readonly state: 'failed'; readonly words: string }

const ANSWER_MS = 15_000

/** Asks the server for a model of it, all texts in it cleaned; whatever happens is an answer, also when `signal` aborts. */
export async function readJson<Data>(path: string, signal: AbortSignal): Promise<Answer<Data>> {
  const abort = new AbortController()
  const give = () => abort.abort()
  signal.addEventListener('abort', give)
  const forget = after(ANSWER_MS, give)
  try {
    const answer = await fetch(path, { signal: abort.signal, cache: 'no-store' })
    if (answer.status === 404) return { state: 'missing' }
    const told: unknown = cleanText(JSON.parse(await answer.text()))
    if (!answer.ok) return { state: 'failed', words: errorOf(told) ?? `the server answered ${answer.status}` }
    return { state: 'told', data: told as Data } // our own server's
  } catch (error) {
    return { state: 'failed', words: abort.signal.aborted ? 'no answer within 15 s' : wordsOf(error) }
  } finally {
    forget()
    signal.removeEventListener('abort', give)
  }
}

function errorOf(told: unknown): string | undefined {
  const { error } = Object(told) as Partial<Readonly<Record<string, unknown>>>
  return typeof error === 'string' ? error : undefined
}

function wordsOf(error: unknown): string {
  return error instanceof SyntaxError ? 'its answer cannot be read' : 'the server cannot be reached'
}
