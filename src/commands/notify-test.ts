import * as z from 'zod'
import type { Config } from '../config/config.js'
import { createMask } from '../config/mask.js'
import type { Page } from '../report/page.js'
import { systemClocks } from '../system-clocks.js'
import { version } from '../version.js'
import type { ChannelContext } from '../watch/notify/channel.js'
import { messageOf } from '../watch/notify/message.js'
import { openChannel } from '../watch/notify/open-channel.js'
import { CommandError, exitCode } from './exit-code.js'
import type { Io } from './io.js'
import { loadConfiguration } from './load-configuration.js'
import { maskIo } from './mask-io.js'
import { configurationArguments, parseArguments, switchArgument } from './parse-arguments.js'
import { print } from './print.js'

const schema = z.object({
  ...configurationArguments,
  channel: z.string({ error: 'the name of a channel' }).optional(),
  json: switchArgument,
})

/** What became of the test of one channel. */
interface Tried {
  readonly channel: string
  readonly kind: string
  readonly ok: boolean
  /** Why it did not work. */
  readonly message: string | null
}

const HOW =
  'notify.channels: expected at least one channel, got none; ' +
  'such as "notify": { "channels": { "phone": { "kind": "ntfy", "topic": { "env": "NTFY_TOPIC" } } } }'

/** `notify test`: sends a test to every channel of the configuration at once, or to one, and says which of them work. */
export async function run(args: unknown, plainIo: Io): Promise<number> {
  const { json, channel, ...which } = parseArguments(schema, args)
  const { config, secrets } = loadConfiguration(which, plainIo)
  const mask = createMask(secrets)
  const io = maskIo(plainIo, mask)
  const known = Object.keys(config.notify.channels)
  if (known.length === 0) throw new CommandError(exitCode.configuration, HOW)
  if (channel !== undefined && !known.includes(channel))
    throw new CommandError(exitCode.usage, `--channel: expected ${known.join(' or ')}, got "${channel}"`)
  const names = channel === undefined ? known : [channel]
  const context = { timer: systemClocks.timer, version, mask }
  const tried = await Promise.all(names.map((name) => tryChannel(name, config, context)))
  print(io, { json, data: tried, lines: (page) => tried.flatMap((one) => line(one, page)) })
  return tried.every(({ ok }) => ok) ? exitCode.fine : exitCode.degraded
}

async function tryChannel(channel: string, { notify, broker }: Config, context: ChannelContext): Promise<Tried> {
  const settings = notify.channels[channel]
  if (settings === undefined) throw new Error(`no channel ${channel}`) // the names are those of the channels
  const { kind } = settings
  const atMs = systemClocks.calendar.now()
  const lines = [`If you can read this, the channel ${channel} works. Nothing has happened.`]
  const message = messageOf(
    { kind: 'test', severity: 'info', title: 'Test of the notifications', lines, atMs },
    { id: `test-${atMs.toString(36)}`, market: `TEST · ${broker.kind.toUpperCase()} MONEY`, mask: context.mask },
  )
  try {
    await openChannel(settings, context).send(message, new AbortController().signal)
    return { channel, kind, ok: true, message: null }
  } catch (error) {
    return { channel, kind, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

function line({ channel, kind, ok, message }: Tried, page: Page): readonly string[] {
  const mark = ok ? ({ text: '● ok', tone: 'good' } as const) : ({ text: '✖ failed', tone: 'bad' } as const)
  return page.paragraph(`${channel} (${kind})${message === null ? '' : `: ${message}`}`, mark)
}
