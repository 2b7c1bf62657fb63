import type { ChannelConfig } from '../../../config/watch-schema.js'
import type { Channel, ChannelContext } from '../channel.js'
import { textOf } from '../message.js'
import { createTelegramApi } from '../telegram/telegram-api.js'

/** A bot of Telegram that tells one chat. */
export function createTelegram(config: Extract<ChannelConfig, { kind: 'telegram' }>, context: ChannelContext): Channel {
  const api = createTelegramApi(config, context)
  return { send: (message, signal) => api.say(textOf(message), signal) }
}
