import type { ChannelConfig, Severity } from '../../../config/watch-schema.js'
import type { Channel, ChannelContext } from '../channel.js'
import { cutTo, type Message, placeOf } from '../message.js'
import { post } from '../request.js'

/** A topic of ntfy, published as JSON: headers would let words become other headers. */
export function createNtfy(
  { url, topic, token }: Extract<ChannelConfig, { kind: 'ntfy' }>,
  context: ChannelContext,
): Channel {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return {
    async send(message, signal) {
      await post({ address: url, headers, body: { topic, ...ntfyBody(message) }, ...context }, signal)
    },
  }
}

const TITLE = 240
/** In bytes; what is longer, ntfy makes a file of. */
const TEXT = 4096

const priorities: Readonly<Record<Severity, number>> = { info: 3, warning: 4, critical: 5 }
const tags: Readonly<Record<Severity, string>> = {
  info: 'large_blue_circle',
  warning: 'warning',
  critical: 'rotating_light',
}

function ntfyBody(message: Message) {
  const { severity, kind, market, title, lines } = message
  return {
    title: cutTo(title, TITLE),
    message: withinBytes([market, ...lines, placeOf(message)].join('\n'), TEXT),
    priority: priorities[severity],
    tags: [tags[severity], kind],
  }
}

function withinBytes(text: string, bytes: number): string {
  const encoded = Buffer.from(text)
  if (encoded.length <= bytes) return text
  let end = bytes - Buffer.byteLength('…')
  while (((encoded[end] ?? 0) & 0xc0) === 0x80) end -= 1 // not in the middle of a character
  return `${encoded.subarray(0, end).toString()}…`
}
