import { type Timer, wait } from '../../../orchestrator/clock.js'
import { DeliveryError } from '../delivery-error.js'
import type { TelegramApi } from './telegram-api.js'

/** Sends answers, one after the other, while commands go on. */
export interface Answering {
  put(text: string): void
}

/** Who asks more often is not answered. */
const MOST_PER_MINUTE = 20
const MINUTE_MS = 60_000
const TRIES = 3
const RETRY_MS = 1000

/** Answers in their order; one that cannot be sent is said on the terminal, once until one can. */
export function createAnswering({
  api,
  timer,
  signal,
  say,
}: {
  readonly api: Pick<TelegramApi, 'say'>
  readonly timer: Timer
  readonly signal: AbortSignal
  readonly say: (text: string) => void
}): Answering {
  let sending: Promise<void> = Promise.resolve()
  let sentMs: readonly number[] = []
  let isFailing = false
  const send = async (text: string) => {
    for (let tries = 1; !signal.aborted; tries += 1)
      try {
        await api.say(text, signal)
        isFailing = false
        return
      } catch (error) {
        const { isFinal, retryAfterMs } = error instanceof DeliveryError ? error : { isFinal: true, retryAfterMs: 0 }
        if (tries < TRIES && !isFinal) {
          await wait(timer, Math.min(Math.max(retryAfterMs, RETRY_MS), MINUTE_MS), signal).catch(() => undefined) // ended
          continue
        }
        if (!isFailing && !signal.aborted)
          say(`an answer to a command could not be sent: ${error instanceof Error ? error.message : ''}`)
        isFailing = true
        return
      }
  }
  return {
    put(text) {
      const nowMs = timer.now()
      sentMs = sentMs.filter((atMs) => nowMs - atMs < MINUTE_MS)
      if (sentMs.length >= MOST_PER_MINUTE) return
      sentMs = [...sentMs, nowMs]
      sending = sending.then(() => send(text))
    },
  }
}
