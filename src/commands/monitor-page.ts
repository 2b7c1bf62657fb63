import { fetchFault } from '../network/fetch-fault.js'
import type { Timer } from '../orchestrator/clock.js'
import { showTimesIn } from '../report/local-time.js'
import { cut, plain } from '../report/plain-text.js'
import { version } from '../version.js'
import { liveIn, overviewIn } from './monitor-answer.js'
import { type MonitorSource, UnseenError } from './monitor-source.js'

/** A page of a running loop, and what it asks for. */
export interface PageAddress {
  /** With a slash at its end. */
  readonly url: URL
  readonly token: string | undefined
}

const PATIENCE_MS = 5000
/** Far more than a hundred agents take. */
const MOST_BYTES = 4 * 1024 ** 2
const LONGEST_COMPLAINT = 120

/** A system by the page of its loop; nothing that a server answers can do more than not be understood. */
export function openPage({ url, token }: PageAddress, timer: Timer): MonitorSource {
  const headers = {
    accept: 'application/json',
    'user-agent': `riskfirst/${version}`,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const ask = (path: string, signal: AbortSignal) => textFrom(new URL(path, url), headers, signal)
  return {
    name: url.href.replace(/\/$/, ''),
    async look(signal) {
      const ending = new AbortController()
      const abort = () => ending.abort(signal.reason)
      signal.addEventListener('abort', abort)
      let isLate = false
      const alarm = timer.setTimeout(() => {
        isLate = true
        ending.abort()
      }, PATIENCE_MS)
      try {
        signal.throwIfAborted()
        const asked = [ask('api/overview', ending.signal), ask('api/live', ending.signal)] as const
        const [told, going] = await Promise.all(asked)
        const [overview, live] = [overviewIn(told), liveIn(going)]
        showTimesIn(overview.timeZone)
        return { overview, live, notes: [] }
      } catch (error) {
        signal.throwIfAborted()
        throw isLate
          ? new UnseenError(`it took longer than ${PATIENCE_MS / 1000} s`, { cause: error })
          : explained(error)
      } finally {
        ending.abort() // whichever of the two still goes on
        timer.clearTimeout(alarm)
        signal.removeEventListener('abort', abort)
      }
    },
    close: () => undefined,
  }
}

async function textFrom(url: URL, headers: Readonly<Record<string, string>>, signal: AbortSignal): Promise<string> {
  // The token is for this server alone, so nobody is followed elsewhere.
  const response = await fetch(url, { headers, redirect: 'manual', signal })
  const { status } = response
  if (status === 200) return bodyOf(response)
  const complaint = status >= 300 && status < 400 ? '' : complaintIn(await bodyOf(response).catch(() => ''))
  if (status === 401) throw new UnseenError(`it asks for the token shown at its start: set RISKFIRST_TOKEN${complaint}`)
  throw new UnseenError(`it answered ${status}${complaint}`)
}

async function bodyOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  // Leaving the loop early ends the connection.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength
    if (length > MOST_BYTES) throw new UnseenError('it answers more than any riskfirst does')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

/** What a refusal says, in the shape of the page's own. */
function complaintIn(body: string): string {
  const words = /^\{"error":("[^"\\\p{Cc}]*")/u.exec(body)?.[1]
  return words === undefined ? '' : ` (${cut(plain(String(JSON.parse(words))), LONGEST_COMPLAINT)})`
}

/** In the words of the code that the network gave. */
function explained(error: unknown): UnseenError {
  if (error instanceof UnseenError) return error
  const { code, message } = fetchFault(error)
  return new UnseenError(`it cannot be reached (${code ?? message})`, { cause: error })
}
