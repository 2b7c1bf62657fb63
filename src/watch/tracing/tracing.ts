import { createTraceIds } from '../../executors/trace-context.js'
import { withDeadline } from '../../orchestrator/deadline.js'
import type { WatchContext, WatchPart } from '../part.js'
import { loadOpenTelemetry, openSender } from './open-telemetry.js'
import { traceTarget } from './otel-variables.js'
import { spansOf } from './spans.js'

/** What is left at the end may take so long; a collector that is down must not hold up who stops the loop. */
const FLUSH_MS = 2000

/**
 * Sends every cycle that ends as a trace, in the background. Where the packages of OpenTelemetry are not installed, the
 * endpoint is none, or the other end takes nothing, that is said once, and nothing else is disturbed.
 */
export async function createTracing(
  { setup, clocks, say, mask }: WatchContext,
  endpoint: string,
  load = loadOpenTelemetry,
): Promise<WatchPart> {
  const target = traceTarget(endpoint, setup.env)
  if (target === undefined) {
    say(mask(`traces: none are sent: expected an endpoint such as "http://127.0.0.1:4318", got "${endpoint}"`))
    return {}
  }
  const open = await load().catch((error: unknown) => {
    say(`traces: none are sent, as OpenTelemetry cannot be loaded (${firstLine(error)}); ${INSTALL}`)
    return undefined
  })
  if (open === undefined) return {}
  const where = new URL(target.url).origin // nothing of it that could be a secret
  let isLost = false
  const sent = (error: Error | undefined) => {
    if (error !== undefined && !isLost) say(mask(`traces: ${where} does not take them (${firstLine(error)})`))
    if (error === undefined && isLost) say(`traces: ${where} takes them again`)
    isLost = error !== undefined
  }
  const sender = openSender(open, { target, version: setup.version, sent })
  const ids = createTraceIds(setup.dataDir)
  return {
    onEvent(event) {
      if (event.type === 'cycle-ended') sender.send(spansOf(event.ended, ids))
    },
    async close(_ending, signal) {
      const flushed = sender.close().then(
        () => 'done',
        () => 'done', // `sent` has told
      )
      let giveUp: (nothing?: unknown) => void = () => {}
      const aborted = new Promise<unknown>((resolve) => {
        giveUp = resolve
      })
      signal.addEventListener('abort', giveUp)
      if (signal.aborted) giveUp()
      const end = await withDeadline(Promise.race([flushed, aborted]), FLUSH_MS, clocks.timer)
      if (end !== 'done') say(`traces: ${where} has not taken the last ones, and is not waited for`)
      signal.removeEventListener('abort', giveUp)
    },
  }
}

const INSTALL =
  'to send them: npm install @opentelemetry/api @opentelemetry/resources @opentelemetry/sdk-trace-base @opentelemetry/exporter-trace-otlp-http'

function firstLine(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return line
}
