import type { ChannelConfig } from '../../../config/watch-schema.js'
import type { Channel, ChannelContext } from '../channel.js'
import { cutTo, headlineOf, type Message, placeOf, withoutMentions } from '../message.js'
import { post } from '../request.js'

/** An incoming webhook of Slack. */
export function createSlack({ url }: Extract<ChannelConfig, { kind: 'slack' }>, context: ChannelContext): Channel {
  return {
    async send(message, signal) {
      await post({ address: url, body: slackBody(message), ...context }, signal)
    },
  }
}

/** Slack's own limits. */
const HEADER = 150
const SECTION = 3000

function slackBody(message: Message) {
  const { market, lines } = message
  const body = escaped(lines.join('\n'), SECTION)
  return {
    text: escaped(`${market}\n${headlineOf(message)}`, SECTION), // what a phone shows
    blocks: [
      context(market),
      { type: 'header', text: { type: 'plain_text', text: escaped(headlineOf(message), HEADER), emoji: false } },
      ...(body === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text: body, verbatim: true } }]),
      context(placeOf(message)),
    ],
    link_names: false,
    unfurl_links: false,
    unfurl_media: false,
  }
}

function context(text: string) {
  return { type: 'context', elements: [{ type: 'plain_text', text: escaped(text, SECTION), emoji: false }] }
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Slack finds mentions, such as <!channel>, and links in angle brackets. */
function escaped(text: string, length: number): string {
  const whole = withoutMentions(text).replaceAll(/[&<>]/g, (character) => entities[character] ?? '')
  return cutTo(whole, length).replace(/&[a-z]*…$/, '…')
}
