import { fetchFault } from '../../network/fetch-fault.js'
import { backoffDelayMs } from '../../orchestrator/backoff.js'
import { type Timer, wait } from '../../orchestrator/clock.js'
import { type PingKind, pingAddress } from './ping-address.js'

/** What a watcher elsewhere is told. */
export interface Ping {
  readonly kind: PingKind
  /** A UUID that start and end of a cycle share. */
  readonly runId?: string
  /** Why, for people. */
  readonly body: string
}

/** Why a ping did not arrive; `answered` says that somebody was there and refused it. */
export interface Refusal {
  readonly why: string
  readonly answered: boolean
  /** The same may go well a moment later. */
  readonly again: boolean
}

const TIMEOUT_MS = 10_000
const TRIES = 3
const BACKOFF = { baseMs: 1000, multiplier: 4, maxMs: 10_000 } as const
/** Of an answer, which tells everything in its first words. */
const LONGEST_ANSWER = 200

/**
 * Sends pings to one address, each three times at most, ten seconds at most a time; resolves to why it did not arrive.
 * Throws, with words, for what is no address.
 */
export function createPingSender(address: string, timer: Timer) {
  if (!URL.canParse(address)) throw new Error('heartbeat.url: expected an address such as "https://hc-ping.com/…"')
  const { host } = new URL(address)
  return async (ping: Ping, signal: AbortSignal): Promise<Refusal | undefined> => {
    for (let attempt = 1; ; attempt++) {
      const refusal = await sendOnce(ping, { address, host, timer, signal })
      if (refusal === undefined || !refusal.again || attempt === TRIES || signal.aborted) return refusal
      try {
        await wait(timer, backoffDelayMs(BACKOFF, attempt), signal)
      } catch {
        return refusal // it is given up
      }
    }
  }
}

interface Way {
  readonly address: string
  /** All that may be said of the address: the rest is a secret. */
  readonly host: string
  readonly timer: Timer
  readonly signal: AbortSignal
}

async function sendOnce(ping: Ping, { address, host, timer, signal }: Way): Promise<Refusal | undefined> {
  const late = new AbortController()
  const handle = timer.setTimeout(() => late.abort(), TIMEOUT_MS)
  try {
    const { url, authorization } = pingAddress(address, ping.kind, ping.runId)
    const response = await fetch(url, {
      method: 'POST',
      body: ping.body,
      headers: {
        'content-type': 'text/plain; charset=utf-8',
        ...(authorization === undefined ? {} : { authorization }),
      },
      redirect: 'manual',
      signal: AbortSignal.any([late.signal, signal]),
    })
    return refusalOf(response.status, await beginningOf(response), host)
  } catch (error) {
    const { code, message } = fetchFault(error)
    const why = late.signal.aborted
      ? `took longer than ${TIMEOUT_MS / 1000} s`
      : `cannot be reached (${code ?? message})`
    return { why: `${host} ${why}`, answered: false, again: !signal.aborted }
  } finally {
    timer.clearTimeout(handle)
  }
}

/** healthchecks.io answers 200 also to what it does not take: `OK (not found)`, `OK (rate limited)`. */
function refusalOf(status: number, answer: string, host: string): Refusal | undefined {
  const isFine = status >= 200 && status <= 299
  const but = /^OK \((not found|rate limited)\)/.exec(answer)?.[1]
  if (isFine && but === undefined) return undefined
  if (isFine) return { why: `${host} answered: ${but}`, answered: true, again: false }
  const again = status >= 500 || status === 408 || status === 429
  return { why: `${host} answered ${status}`, answered: true, again }
}

async function beginningOf({ body }: Response): Promise<string> {
  const reader = body?.getReader()
  const first = await reader?.read()
  await reader?.cancel() // ends the connection of one that never stops
  const bytes: unknown = first?.value
  return bytes instanceof Uint8Array ? Buffer.from(bytes.subarray(0, LONGEST_ANSWER)).toString('utf8') : ''
}
