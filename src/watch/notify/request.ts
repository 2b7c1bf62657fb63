import { fetchFault } from '../../network/fetch-fault.js'
import type { Timer } from '../../orchestrator/clock.js'
import { plain } from '../../report/plain-text.js'
import { webAddress } from '../web-address.js'
import { REQUEST_MS } from './channel.js'
import { DeliveryError } from './delivery-error.js'
import { cutTo } from './message.js'

/** A request to a web service. */
export interface ServiceRequest {
  readonly address: string
  readonly headers?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  readonly body: unknown
  readonly timer: Timer
  /** Of riskfirst. */
  readonly version: string
  /** Hides secrets in what the service answers. */
  readonly mask: (text: string) => string
  /** From the request to the end of the answer. */
  readonly timeoutMs?: number
  /** What is read of an answer that is wanted; default: none is. */
  readonly wantedBytes?: number
}

/** What a service answered with 2xx. */
export interface ServiceAnswer {
  /** Empty when it is not wanted. */
  readonly text: string
  /** By the clock of the service, if it told. */
  readonly atMs: number | undefined
}

const COMPLAINT_BYTES = 65_536
const LONGEST_COMPLAINT = 120
const LONGEST_RETRY_AFTER_MS = 3_600_000

/** Posts JSON once and follows no redirection; throws DeliveryError for anything but 2xx, or the signal's reason. */
export async function post(request: ServiceRequest, signal: AbortSignal): Promise<ServiceAnswer> {
  const { address, timer, timeoutMs = REQUEST_MS, wantedBytes = 0 } = request
  const host = URL.canParse(address) ? new URL(address).host : 'its address'
  const ending = new AbortController()
  const abort = () => ending.abort(signal.reason)
  if (signal.aborted) abort()
  signal.addEventListener('abort', abort)
  let isLate = false
  const alarm = timer.setTimeout(() => {
    isLate = true
    ending.abort()
  }, timeoutMs)
  try {
    const { url, authorization } = webAddress(address)
    const response = await fetch(url, fetchOptions(request, authorization, ending.signal))
    if (!response.ok) throw await refusal(response, request, host)
    const atMs = Date.parse(response.headers.get('date') ?? '')
    return { text: await wantedText(response, wantedBytes), atMs: Number.isNaN(atMs) ? undefined : atMs }
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof DeliveryError) throw error
    if (isLate) throw new DeliveryError(`${host} took longer than ${timeoutMs / 1000} s`, { cause: error })
    throw unsent(error, host)
  } finally {
    timer.clearTimeout(alarm)
    signal.removeEventListener('abort', abort)
  }
}

function fetchOptions(
  { headers, body, version }: ServiceRequest,
  authorization: string | undefined,
  signal: AbortSignal,
): RequestInit {
  return {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'user-agent': `riskfirst/${version}`,
      ...(authorization === undefined ? {} : { authorization }),
      ...headers,
    },
    body: JSON.stringify(body),
    redirect: 'manual',
    signal,
  }
}

/** The message is delivered once the status says so: nobody waits for the rest unless it is wanted. */
async function wantedText(response: Response, wantedBytes: number): Promise<string> {
  if (wantedBytes > 0) return textOf(response, wantedBytes)
  await response.body?.cancel()
  return ''
}

async function refusal(response: Response, { mask }: ServiceRequest, host: string): Promise<DeliveryError> {
  const { status, headers } = response
  if (status >= 300 && status < 400) {
    await response.body?.cancel()
    return new DeliveryError(`${host} redirects elsewhere (${status}), which is not followed`, { isFinal: true })
  }
  const text = await textOf(response, COMPLAINT_BYTES).catch(() => '')
  const complaint = cutTo(plain(mask(text)), LONGEST_COMPLAINT)
  const mayBeRetried = status === 408 || status === 429 || status >= 500
  return new DeliveryError(`${host} answered ${status}${complaint === '' ? '' : `: ${complaint}`}`, {
    isFinal: !mayBeRetried,
    isAnswer: true,
    retryAfterMs: mayBeRetried ? retryAfterMs(headers, text) : 0,
  })
}

/** The beginning of the body, if it is longer than that. */
async function textOf({ body }: Response, mostBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the connection.
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= mostBytes) break
  }
  return Buffer.concat(chunks).subarray(0, mostBytes).toString()
}

/** As the header says, in seconds or as a date, or as Discord and Telegram say it in JSON. */
function retryAfterMs(headers: Headers, text: string): number {
  const header = headers.get('retry-after') ?? ''
  const inJson = /"retry_after"\s*:\s*([\d.]+)/.exec(text)?.[1]
  const date = Date.parse(header) - Date.parse(headers.get('date') ?? '')
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : Number(inJson)
  const wantedMs = [seconds * 1000, date].find((ms) => ms > 0) ?? 0
  return Math.min(wantedMs, LONGEST_RETRY_AFTER_MS)
}

/** In the words of the code that the network gave: fetch's own message may quote a header. */
function unsent(error: unknown, host: string): DeliveryError {
  const { code, message } = fetchFault(error)
  if (code !== undefined) {
    const what = message === 'terminated' ? 'broke off its answer' : 'cannot be reached'
    return new DeliveryError(`${host} ${what} (${code})`, { cause: error })
  }
  if (message === 'fetch failed' || message === 'terminated')
    return new DeliveryError(`${host} cannot be reached`, { cause: error })
  const words = 'the request cannot be made: is there a character in its address or headers that may not be there?'
  return new DeliveryError(words, { isFinal: true, cause: error })
}
