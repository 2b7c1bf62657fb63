import type { Timer } from '../../orchestrator/clock.js'
import type { Ping, Refusal } from './ping-sender.js'

/** Pings on their way: one at a time, and of those that wait only what still matters. */
export interface PingQueue {
  add(ping: Ping): void
  /** Tries again what did not arrive, once a minute. */
  nudge(): void
  /** Whether the last one did not arrive. */
  readonly isCutOff: boolean
  /** Resolves when nothing is on its way. */
  emptied(): Promise<void>
}

/** What a queue is made of. */
export interface PingQueueOptions {
  readonly send: (ping: Ping, signal: AbortSignal) => Promise<Refusal | undefined>
  readonly timer: Timer
  readonly say: (text: string) => void
  /** Gives up what is on its way. */
  readonly signal: AbortSignal
}

const AGAIN_MS = 60_000

/** A queue that says once an outage that pings do not arrive, and holds three at most. */
export function createPingQueue({ send, timer, say, signal }: PingQueueOptions): PingQueue {
  let waiting: readonly Ping[] = []
  let sending: Promise<void> | undefined
  let undelivered: Ping | undefined
  let triedMs = 0
  const said = new Set<string>()

  const note = (ping: Ping, refusal: Refusal | undefined) => {
    if (refusal === undefined || refusal.answered) said.delete('unreachable')
    if (refusal === undefined) return void said.delete(ping.kind)
    const about = refusal.answered ? ping.kind : 'unreachable'
    if (said.has(about)) return
    said.add(about)
    say(`heartbeat: the ping (${ping.kind}) did not arrive: ${refusal.why}`)
  }
  const drain = async () => {
    for (let ping = waiting[0]; ping !== undefined && !signal.aborted; ping = waiting[0]) {
      waiting = waiting.slice(1)
      const refusal = await send(ping, signal)
      triedMs = timer.now()
      undelivered = refusal !== undefined && ping.kind !== 'start' ? ping : undefined
      if (!signal.aborted) note(ping, refusal)
    }
    sending = undefined
  }
  const add = (ping: Ping) => {
    if (signal.aborted) return
    waiting = withNewest(waiting, ping)
    sending ??= drain()
  }
  return {
    add,
    nudge() {
      if (undelivered !== undefined && sending === undefined && timer.now() - triedMs >= AGAIN_MS) add(undelivered)
    },
    get isCutOff() {
      return said.has('unreachable')
    },
    async emptied() {
      await sending
    },
  }
}

/** What is over needs no start any more, and what is right again need not have been right before; a failure is told. */
function withNewest(waiting: readonly Ping[], newest: Ping): readonly Ping[] {
  switch (newest.kind) {
    case 'start':
      return [...waiting.filter(({ kind }) => kind !== 'start'), newest]
    case 'success':
      return [...waiting.filter(({ kind }) => kind === 'fail'), newest]
    case 'fail':
      return [newest]
  }
}
