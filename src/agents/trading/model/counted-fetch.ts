import * as z from 'zod'
import type { Payment, Usage } from './purse.js'

/** A longer answer is given up, bytes after decompression. */
const MAX_BYTES = 1_000_000

/** A shorter key, such as "none", is found in too many texts to be taken out of all of them. */
const SHORTEST_SECRET = 8

/** An endpoint that cannot be talked to; there is no use in trying again now. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError'
}

/** An answer that ends nowhere. */
export class EndlessAnswerError extends Error {
  override readonly name = 'EndlessAnswerError'
}

/** How requests are counted and bounded. */
export interface CountedFetchOptions {
  /** Counts a request before it is sent, by the bytes of its question; throws when it must not be sent. */
  readonly pay: (bytes: number) => Payment
  readonly onUsage: (usage: Usage) => void
  /** Never in what is handed on. */
  readonly apiKey: string | undefined
  /** When an endpoint asks to be left alone for longer, it is not asked again, ms. */
  readonly longestWaitMs: number
}

/** A `fetch` that counts every request before it is sent, follows no redirection and reads no endless answer. */
export function createCountedFetch({ pay, onUsage, apiKey, longestWaitMs }: CountedFetchOptions): typeof fetch {
  return async (input, init) => {
    if (typeof init?.body !== 'string') throw new Error('expected a body that can be measured')
    const payment = pay(Buffer.byteLength(init.body))
    const { response, text } = await exchange(input, init)
    const { status, headers } = response
    const usage = usageIn(text)
    if (usage !== undefined) {
      payment.settle(usage)
      onUsage(usage)
    }
    if (status >= 300 && status < 400)
      throw new EndpointError(`it answers ${status}, and redirections are not followed`)
    const waitMs = askedWaitMs(headers)
    if (!response.ok && waitMs > longestWaitMs)
      throw new EndpointError(`it answers ${status} and asks to be left alone for ${Math.ceil(waitMs / 1000)} s`)
    const shown = apiKey === undefined || apiKey.length < SHORTEST_SECRET ? text : text.replaceAll(apiKey, '[masked]')
    return new Response(text === '' ? null : shown, { status, headers })
  }
}

async function exchange(input: Parameters<typeof fetch>[0], init: RequestInit) {
  try {
    const response = await fetch(input, { ...init, redirect: 'manual' })
    return { response, text: await textOf(response) }
  } catch (error) {
    init.signal?.throwIfAborted()
    if (error instanceof EndlessAnswerError) throw error
    // By these words the SDK knows what may be tried again; a connection that breaks in the body has others.
    const words = 'fetch failed'
    if (error instanceof TypeError && error.message === words) throw error
    throw new TypeError(words, { cause: error })
  }
}

async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the connection.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > MAX_BYTES) throw new EndlessAnswerError(`its answer is longer than ${MAX_BYTES} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const usageSchema = z.object({
  usage: z.object({ prompt_tokens: z.int().positive(), completion_tokens: z.int().nonnegative() }),
})

/** What the answer says that it cost; undefined when it does not say, or nothing that can be. */
function usageIn(text: string): Usage | undefined {
  try {
    const { usage } = usageSchema.parse(JSON.parse(text))
    return { inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens }
  } catch {
    return undefined // no JSON, or none with a usage: what was reserved stays counted
  }
}

/** For how long the endpoint asks to be left alone, ms; a date is measured by the endpoint's own clock. */
function askedWaitMs(headers: Headers): number {
  const inMs = Number(headers.get('retry-after-ms') ?? Number.NaN)
  if (Number.isFinite(inMs)) return inMs
  const after = headers.get('retry-after')
  if (after === null) return 0
  const seconds = Number(after)
  if (Number.isFinite(seconds)) return seconds * 1_000
  const waitMs = Date.parse(after) - Date.parse(headers.get('date') ?? '')
  return Number.isFinite(waitMs) ? waitMs : Number.POSITIVE_INFINITY
}
