import type { ChannelConfig, Severity } from '../../../config/watch-schema.js'
import { isoTime } from '../../../orchestrator/clock.js'
import type { Channel, ChannelContext } from '../channel.js'
import { cutTo, headlineOf, type Message, placeOf, withoutMentions } from '../message.js'
import { post } from '../request.js'

/** A webhook of Discord. */
export function createDiscord({ url }: Extract<ChannelConfig, { kind: 'discord' }>, context: ChannelContext): Channel {
  return {
    async send(message, signal) {
      await post({ address: url, body: discordBody(message), ...context }, signal)
    },
  }
}

/** Discord's own limits; 6000 for the whole. */
const TITLE = 256
const DESCRIPTION = 4000
const SMALL = 256

const colours: Readonly<Record<Severity, number>> = { info: 0x2e8b57, warning: 0xd99000, critical: 0xc62828 }

function discordBody(message: Message) {
  const { market, lines, severity, atMs } = message
  return {
    embeds: [
      {
        author: { name: cutTo(withoutMentions(market), SMALL) },
        title: escaped(headlineOf(message), TITLE),
        description: escaped(lines.join('\n'), DESCRIPTION),
        color: colours[severity],
        footer: { text: cutTo(placeOf(message), SMALL) },
        timestamp: isoTime(atMs),
      },
    ],
    allowed_mentions: { parse: [] },
  }
}

/** Nothing in it is markup, a link under another name, or a mention. */
function escaped(text: string, length: number): string {
  const whole = withoutMentions(text).replaceAll(/[\\*_~`|<>[\]()#:-]/g, '\\$&')
  return cutTo(whole, length).replace(/\\+…$/, '…')
}
