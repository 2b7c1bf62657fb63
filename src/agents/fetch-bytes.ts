import { fetchFault } from '../network/fetch-fault.js'

/** What is asked for, and how much of it is waited for and taken. */
export interface BytesRequest {
  readonly address: string
  /** From the request to the end of the answer. */
  readonly timeoutMs: number
  /** After decompression. */
  readonly maxBytes: number
  /** Ends the request. */
  readonly signal: AbortSignal
}

/** An address that did not give what it was asked for; the message says why, and names its host alone: the rest may be secret. */
export class FetchError extends Error {
  override readonly name = 'FetchError'
}

/** The body of what a web address answers with 200; throws FetchError for anything else, also for a redirection. */
export async function fetchBytes({ address, timeoutMs, maxBytes, signal }: BytesRequest): Promise<Uint8Array> {
  const { host } = new URL(address)
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const response = await fetch(address, { redirect: 'manual', signal: AbortSignal.any([signal, timeout]) })
    const refusal = refusalOf(response, address)
    if (refusal === undefined) return await bodyOf(response, maxBytes)
    await response.body?.cancel()
    throw new FetchError(`${host} ${refusal}`)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof FetchError) throw error
    if (error instanceof TooLargeError) throw new FetchError(`${host} sent more than ${maxBytes} bytes`)
    if (timeout.aborted) throw new FetchError(`${host} took longer than ${timeoutMs / 1000} s`, { cause: error })
    throw new FetchError(`${host} ${failureOf(error)}`, { cause: error })
  }
}

function refusalOf({ status, headers }: Response, address: string): string | undefined {
  if (status === 200) return undefined
  const location = headers.get('location')
  if (status < 300 || status > 399 || location === null || !URL.canParse(location, address)) return `answered ${status}`
  return `redirects to ${new URL(location, address).host}, and redirections are not followed`
}

class TooLargeError extends Error {}

async function bodyOf({ body }: Response, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the connection.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > maxBytes) throw new TooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** In the words of the code that the network gave. */
function failureOf(error: unknown): string {
  const { code, message } = fetchFault(error)
  return `${message === 'terminated' ? 'broke off its answer' : 'cannot be reached'} (${code ?? message})`
}
