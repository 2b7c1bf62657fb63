import { createMask } from '../config/mask.js'
import type { Clocks } from '../orchestrator/clock.js'
import { expired, withDeadline } from '../orchestrator/deadline.js'
import { type Ending, eventsOf, type MessageFromThread, type MessageToThread } from './messages.js'
import { createOperations } from './operations-on-folder.js'
import type { WatchContext, WatchPart } from './part.js'
import { openParts } from './parts.js'
import type { WatchSetup } from './setup.js'
import { createWatchState } from './state.js'

/** What the thread of a watch needs of its surroundings. */
export interface ThreadOptions {
  readonly setup: WatchSetup
  readonly clocks: Clocks
  readonly post: (message: MessageFromThread) => void
}

/** How long parts may finish what is under way when the run is over, or when they are begun anew. */
const FINISHING_MS = 8000

/** Watches as the setup says; resolves to what takes the messages. Tells `refused` when the user must mend something. */
export async function beginWatching({
  setup,
  clocks,
  post,
}: ThreadOptions): Promise<(message: MessageToThread) => void> {
  let current = setup
  let parts: readonly WatchPart[] = []
  const say = (text: string) => post({ type: 'say', text })
  const operations = createOperations({ dataDir: setup.dataDir, clocks, post })
  const state = createWatchState({
    setup: () => current,
    clocks,
    say,
    changed: (overview) => each((part) => part.onOverview?.(overview)),
  })

  const each = (tell: (part: WatchPart) => void) => {
    for (const part of parts)
      try {
        tell(part)
      } catch (error) {
        say(`watch: ${error instanceof Error ? error.message : String(error)}`)
      }
  }
  const open = async () => {
    const mask = createMask(current.secrets)
    const context: WatchContext = {
      setup: current,
      clocks,
      mask,
      say,
      overview: state.overview,
      live: state.live,
      operations: operations.all,
    }
    const opened = await openParts(context)
    parts = opened.parts
    return opened.address
  }
  const close = async (ending: Ending | undefined) => {
    const closing = parts
    parts = []
    const gone = new AbortController()
    const closed = Promise.allSettled(closing.map((part) => part.close?.(ending, gone.signal)))
    if ((await withDeadline(closed, FINISHING_MS, clocks.timer)) === expired) gone.abort()
  }

  let turn: Promise<unknown> = open().then(
    (address) => post({ type: 'ready', ...(address === undefined ? {} : { address }) }),
    (error: unknown) => post({ type: 'refused', message: error instanceof Error ? error.message : String(error) }),
  )
  await turn
  /** Changes come one after the other; what happens meanwhile is told to the parts that are there. */
  const inTurn = (work: () => Promise<unknown>) => {
    turn = turn
      .then(work)
      .catch((error: unknown) => say(`watch: ${error instanceof Error ? error.message : String(error)}`))
  }

  return (message) => {
    switch (message.type) {
      case 'events':
        for (const event of eventsOf(message.json)) {
          state.apply(event)
          each((part) => part.onEvent?.(event))
        }
        return post({ type: 'heard' })
      case 'beat':
        return each((part) => part.onBeat?.())
      case 'answer':
        return operations.answered(message.id, message)
      case 'changed': {
        const { config, outline, secrets } = message
        return inTurn(async () => {
          await close(undefined)
          current = { ...current, config, outline, secrets }
          state.look()
          await open()
        })
      }
      case 'close':
        return inTurn(async () => {
          await close(message.ending)
          state.close()
          post({ type: 'closed' })
        })
    }
  }
}
