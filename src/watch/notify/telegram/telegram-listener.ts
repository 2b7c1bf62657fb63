import type { ChannelConfig } from '../../../config/watch-schema.js'
import { backoffDelayMs } from '../../../orchestrator/backoff.js'
import { wait } from '../../../orchestrator/clock.js'
import type { WatchContext } from '../../part.js'
import { maskFor } from '../channel-secrets.js'
import { DeliveryError } from '../delivery-error.js'
import { type Answering, createAnswering } from './answering.js'
import { createTelegramApi, type TelegramApi } from './telegram-api.js'
import { carryOut } from './telegram-commands.js'
import { type ChatMessage, readCommand, readUpdate } from './update.js'

/** Whom a bot listens to, and with what. */
export interface ListenerOptions {
  readonly config: Extract<ChannelConfig, { kind: 'telegram' }>
  readonly context: WatchContext
  readonly say: (text: string) => void
}

/** A bot that does what its chat tells it. */
export interface TelegramListener {
  close(): Promise<void>
}

/** Asks Telegram for commands of the channel's chat until it is closed, and carries them out one after the other. */
export function listenToTelegram(options: ListenerOptions): TelegramListener {
  const listener = new Listener(options)
  const listening = listener.listen()
  return {
    async close() {
      listener.end()
      await listening
    },
  }
}

const WAIT_SECONDS = 50
const BACKOFF = { baseMs: 1000, multiplier: 2, maxMs: 300_000 } as const
/** Where Telegram answers at once and has nothing new. */
const IDLE_MS = 1000
/** What failed so lately is not called well again: of two that ask for the same updates, each has its moments. */
const WELL_AFTER_MS = 60_000

class Listener {
  readonly #options: ListenerOptions
  readonly #api: TelegramApi
  readonly #answering: Answering
  readonly #ending = new AbortController()
  /** What has a lower number is done with. */
  #offset = 0
  /** Messages of others, which nobody answers. */
  #ignored = 0
  #botName: string | undefined
  #failures = 0
  #failedMs: number | undefined

  constructor(options: ListenerOptions) {
    const { config, context, say } = options
    const { timer } = context.clocks
    const { signal } = this.#ending
    this.#options = options
    const mask = maskFor(config, context.mask)
    this.#api = createTelegramApi(config, { timer, version: context.setup.version, mask })
    this.#answering = createAnswering({ api: this.#api, timer, signal, say })
  }

  end(): void {
    this.#ending.abort()
  }

  async listen(): Promise<void> {
    const { signal } = this.#ending
    const { timer } = this.#options.context.clocks
    while (!signal.aborted) {
      const delayMs = await this.#poll().then(
        (isNew) => this.#succeeded(isNew),
        (error: unknown) => this.#failed(error),
      )
      if (delayMs > 0) await wait(timer, delayMs, signal).catch(() => undefined) // ended: the loop sees it
    }
  }

  /** Whether there was anything. */
  async #poll(): Promise<boolean> {
    const { config, context } = this.#options
    const request = { offset: this.#offset, waitSeconds: WAIT_SECONDS }
    const { updates, atMs = context.clocks.calendar.now() } = await this.#api.updates(request, this.#ending.signal)
    const before = this.#offset
    for (const raw of updates) {
      const update = readUpdate(raw, config.chat)
      if (update === undefined || update.id < this.#offset) continue
      if (update.message === undefined) this.#ignored += 1
      else await this.#obey(update.message, { next: update.id + 1, nowMs: atMs })
      this.#offset = update.id + 1
    }
    return this.#offset > before
  }

  /** When Telegram fails in the middle of it, this throws: the message comes again, as long as it is young enough. */
  async #obey(message: ChatMessage, { next, nowMs }: { readonly next: number; readonly nowMs: number }): Promise<void> {
    const command = readCommand(message.text)
    if (command === undefined || !(await this.#isMeant(command.bot))) return
    const { context, say } = this.#options
    const confirm = () => this.#confirm(next)
    try {
      const answer = await carryOut(command, message, { context, confirm, nowMs, ignored: this.#ignored })
      if (answer !== undefined) this.#answering.put(answer)
    } catch (error) {
      if (error instanceof DeliveryError || this.#ending.signal.aborted) throw error
      const { name } = error instanceof Error ? error : new Error(String(error))
      say(`/${command.name} failed unexpectedly (${name})`)
      this.#answering.put(`/${command.name} failed unexpectedly: see the terminal of riskfirst, and riskfirst status`)
    }
  }

  /** Telegram forgets what came before the offset that it is asked for. */
  async #confirm(offset: number): Promise<void> {
    await this.#api.updates({ offset, waitSeconds: 0 }, this.#ending.signal)
    this.#offset = offset
  }

  async #isMeant(bot: string | undefined): Promise<boolean> {
    if (bot === undefined) return true
    this.#botName ??= (await this.#api.name(this.#ending.signal)).toLowerCase()
    return bot === this.#botName
  }

  #succeeded(isNew: boolean): number {
    const nowMs = this.#options.context.clocks.timer.now()
    this.#failures = 0
    if (this.#failedMs !== undefined && nowMs - this.#failedMs >= WELL_AFTER_MS) {
      this.#failedMs = undefined
      this.#options.say('commands work again')
    }
    return isNew ? 0 : IDLE_MS
  }

  #failed(error: unknown): number {
    if (this.#ending.signal.aborted) return 0
    const { say, context } = this.#options
    if (this.#failedMs === undefined) say(`commands do not work: ${complaintOf(error)}; it is tried again`)
    this.#failedMs = context.clocks.timer.now()
    this.#failures += 1
    const wantedMs = error instanceof DeliveryError ? error.retryAfterMs : 0
    return Math.max(backoffDelayMs(BACKOFF, this.#failures), wantedMs)
  }
}

function complaintOf(error: unknown): string {
  if (!(error instanceof DeliveryError)) return 'something failed unexpectedly'
  return / answered 409\b/.test(error.message)
    ? 'another program asks for what is written to this bot, and only one can (409)'
    : error.message
}
