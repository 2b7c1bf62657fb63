import * as z from 'zod'
import type { ChannelConfig } from '../../../config/watch-schema.js'
import { type ChannelContext, REQUEST_MS } from '../channel.js'
import { DeliveryError } from '../delivery-error.js'
import { cutTo, withoutMentions } from '../message.js'
import { post } from '../request.js'

/** What a bot of Telegram is asked for. */
export interface TelegramApi {
  /** Tells the chat a text, which is shown as it stands. */
  say(text: string, signal: AbortSignal): Promise<void>
  /** What was written to the bot from `offset` on, waiting for it if there is nothing yet; what came before is done with. */
  updates(request: UpdatesRequest, signal: AbortSignal): Promise<Updates>
  /** The bot's user name. */
  name(signal: AbortSignal): Promise<string>
}

/** Which updates are asked for. */
export interface UpdatesRequest {
  readonly offset: number
  readonly waitSeconds: number
}

/** Updates as they came, and Telegram's own time. */
export interface Updates {
  readonly updates: readonly unknown[]
  readonly atMs: number | undefined
}

/** Telegram's own limit. */
const TEXT = 4096
/** Ten of the longest messages. */
const UPDATES_BYTES = 1_048_576
const MOST_UPDATES = 10

/** The bot of a channel. */
export function createTelegramApi(
  { api, token, chat }: Extract<ChannelConfig, { kind: 'telegram' }>,
  context: ChannelContext,
): TelegramApi {
  const ask = (method: string, body: unknown, signal: AbortSignal, wants = {}) =>
    post({ address: `${api.replace(/\/+$/, '')}/bot${token}/${method}`, body, ...context, ...wants }, signal)
  return {
    async say(text, signal) {
      const body = {
        chat_id: chat,
        text: cutTo(withoutMentions(text), TEXT),
        link_preview_options: { is_disabled: true },
      }
      await ask('sendMessage', body, signal)
    },
    async updates({ offset, waitSeconds }, signal) {
      const body = { offset, timeout: waitSeconds, limit: MOST_UPDATES, allowed_updates: ['message'] }
      const wants = { timeoutMs: waitSeconds * 1000 + REQUEST_MS, wantedBytes: UPDATES_BYTES }
      const { text, atMs } = await ask('getUpdates', body, signal, wants)
      return { updates: understood(text, z.array(z.unknown())).slice(0, MOST_UPDATES), atMs }
    },
    async name(signal) {
      const { text } = await ask('getMe', {}, signal, { wantedBytes: UPDATES_BYTES })
      return understood(text, z.object({ username: z.string() })).username
    },
  }
}

function understood<Result>(text: string, result: z.ZodType<Result>): Result {
  const { data } = z.object({ ok: z.literal(true), result }).safeParse(parsed(text))
  if (data === undefined) throw new DeliveryError('Telegram answered something that is not understood')
  return data.result
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
