import type { ChannelConfig } from '../../config/watch-schema.js'
import type { Channel, ChannelContext } from './channel.js'
import { maskFor } from './channel-secrets.js'
import { createDiscord } from './channels/discord.js'
import { createEmail } from './channels/email.js'
import { createNtfy } from './channels/ntfy.js'
import { createSlack } from './channels/slack.js'
import { createTelegram } from './channels/telegram.js'
import { createWebhook } from './channels/webhook.js'

/** A channel as the configuration has it; connects to nothing before it sends. */
export function openChannel(config: ChannelConfig, surroundings: ChannelContext): Channel {
  const context = { ...surroundings, mask: maskFor(config, surroundings.mask) }
  switch (config.kind) {
    case 'webhook':
      return createWebhook(config, context)
    case 'slack':
      return createSlack(config, context)
    case 'discord':
      return createDiscord(config, context)
    case 'telegram':
      return createTelegram(config, context)
    case 'ntfy':
      return createNtfy(config, context)
    case 'email':
      return createEmail(config, context)
  }
}
