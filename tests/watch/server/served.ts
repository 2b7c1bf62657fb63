import { onTestFinished } from 'vitest'
import { parseAddress } from '../../../src/config/address.js'
import type { Live, Overview } from '../../../src/watch/api.js'
import { nothingLive } from '../../../src/watch/live.js'
import type { OperationOutcome } from '../../../src/watch/messages.js'
import type { Operations } from '../../../src/watch/operations.js'
import type { WatchContext } from '../../../src/watch/part.js'
import { emptyOverview } from '../../../src/watch/read/overview.js'
import { openServer } from '../../../src/watch/server/server.js'
import { freshDir } from '../../support/candles.js'
import { ManualCalendar } from '../../support/manual-calendar.js'
import { ManualTimer } from '../../support/manual-timer.js'
import { factsOf } from '../read/facts.js'
import { setupOf } from '../setups.js'

/** What a person did, as the operations were told. */
export type Done = readonly [what: keyof Operations, who: string, given: unknown]

/** A real server on this machine, over states that the test sets and on a timer that it moves. */
export async function served({
  address = '127.0.0.1:0',
  hosts = [],
  secrets = [],
  outcome = { ok: true, words: ['done'] },
}: {
  readonly address?: string
  readonly hosts?: readonly string[]
  readonly secrets?: readonly string[]
  readonly outcome?: OperationOutcome
} = {}) {
  const timer = new ManualTimer()
  const calendar = new ManualCalendar(Date.parse('2026-01-01T10:00:00Z'))
  const said: string[] = []
  const done: Done[] = []
  const state: { overview: Overview; live: Live } = {
    overview: emptyOverview({ ...factsOf(), loop: undefined }),
    live: { nowMs: calendar.now(), ...nothingLive },
  }
  const operation = (what: keyof Operations) => async (who: string, given: unknown) => {
    done.push([what, who, given])
    return outcome
  }
  const where = parseAddress(address)
  if (where === undefined) throw new Error(`not an address: ${address}`)
  const context: WatchContext = {
    setup: setupOf(await freshDir(), { address: where, hosts: [...hosts] }, secrets),
    clocks: { timer, calendar },
    mask: (text) => secrets.reduce((masked, secret) => masked.replaceAll(secret, '[masked]'), text),
    say: (text) => void said.push(text),
    overview: () => state.overview,
    live: () => state.live,
    operations: {
      halt: operation('halt'),
      resume: operation('resume'),
      close: operation('close'),
      enable: operation('enable'),
    },
  }
  const figures = { up: 1 }
  const server = await openServer(context, () => ({
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
    text: () => Promise.resolve(`riskfirst_up ${figures.up}\n`),
  }))
  const close = () => server.close?.(undefined, AbortSignal.abort()) ?? Promise.resolve()
  let isClosed = false
  const closeOnce = async () => {
    if (isClosed) return
    isClosed = true
    const closing = close()
    await timer.advance(1000) // what is left open is cut off
    await closing
  }
  onTestFinished(closeOnce)
  const url = server.address.replace('0.0.0.0', '127.0.0.1')
  return { server, url, port: Number(new URL(url).port), timer, calendar, said, done, state, figures, close: closeOnce }
}
