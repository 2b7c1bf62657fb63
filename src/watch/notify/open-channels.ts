import { setMaxListeners } from 'node:events'
import type { WatchContext } from '../part.js'
import type { Message } from './message.js'
import { openChannel } from './open-channel.js'
import { Outbox } from './outbox.js'
import { listenToTelegram, type TelegramListener } from './telegram/telegram-listener.js'
import type { Unsaid } from './unsaid.js'

/** Every channel of the configuration, each with a queue of its own, and those that take commands listening. */
export interface OpenChannels {
  put(name: string, message: Message): void
  /** Sends what waits until the signal aborts. */
  close(signal: AbortSignal): Promise<void>
}

/** Opens them; `summary` makes the message that tells of what one was not told. */
export function openChannels(context: WatchContext, summary: (unsaid: Unsaid) => Message): OpenChannels {
  const { setup, clocks, mask } = context
  const { channels, maxPerHour } = setup.config.notify
  const { timer } = clocks
  const surroundings = { timer, version: setup.version, mask }
  const say = (text: string) => context.say(mask(text))
  const outboxes = new Map<string, Outbox>()
  const listeners: TelegramListener[] = []
  for (const [name, config] of Object.entries(channels)) {
    const channel = openChannel(config, surroundings)
    outboxes.set(name, new Outbox({ name, channel, timer, maxPerHour, say, summary }))
    if (config.kind === 'telegram' && config.commands)
      listeners.push(listenToTelegram({ config, context, say: (text) => say(`notify ${name}: ${text}`) }))
  }
  return {
    put: (name, message) => outboxes.get(name)?.put(message),
    async close(signal) {
      setMaxListeners(0, signal) // one for each channel, however many there are
      await Promise.all([
        ...listeners.map((listener) => listener.close()),
        ...Array.from(outboxes.values(), (outbox) => outbox.close(signal)),
      ])
    },
  }
}
