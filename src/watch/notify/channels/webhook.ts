import type { ChannelConfig } from '../../../config/watch-schema.js'
import { isoTime } from '../../../orchestrator/clock.js'
import type { Channel, ChannelContext } from '../channel.js'
import { type Message, textOf } from '../message.js'
import { post } from '../request.js'

/** A POST of JSON, as `webhookBody` says. */
export function createWebhook(
  { url, headers }: Extract<ChannelConfig, { kind: 'webhook' }>,
  context: ChannelContext,
): Channel {
  return {
    async send(message, signal) {
      await post({ address: url, headers, body: webhookBody(message, context.version), ...context }, signal)
    },
  }
}

/** What a webhook is sent; documented in the README. `id` is the same when a message is sent again. */
function webhookBody(message: Message, version: string) {
  const { id, kind, severity, market, title, lines, cycleId, atMs } = message
  return {
    schema_version: 1,
    source: 'riskfirst',
    version,
    id,
    kind,
    severity,
    market,
    title,
    lines,
    text: textOf(message),
    cycle_id: cycleId ?? null,
    at: isoTime(atMs),
  }
}
