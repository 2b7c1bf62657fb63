import { plain } from '../../../report/plain-text.js'
import type { WatchContext } from '../../part.js'
import { cutTo } from '../message.js'
import { HELP, statusAnswer, whyAnswer } from './answers.js'
import type { ChatMessage, Command } from './update.js'

/** What commands are carried out with. */
export interface CommandsOptions {
  readonly context: Pick<WatchContext, 'overview' | 'live' | 'operations' | 'mask'>
  /** Resolves when Telegram will not send this command again, so that it is done once; rejects when that is not sure. */
  readonly confirm: () => Promise<void>
  /** By Telegram's clock, epoch ms. */
  readonly nowMs: number
  /** How many messages of others nobody has answered. */
  readonly ignored: number
}

/** What was written long ago may be meant for a state that is gone. */
const TOO_OLD_MS = 120_000
const LONGEST_REASON = 200

/** Carries out a command, and resolves to the answer; undefined for a command that is none of ours. */
export async function carryOut(
  { name, rest }: Command,
  { who, atMs }: ChatMessage,
  { context, confirm, nowMs, ignored }: CommandsOptions,
): Promise<string | undefined> {
  const { operations, overview, live, mask } = context
  const reason = cutTo(plain(rest), LONGEST_REASON)
  const isOld = nowMs - atMs > TOO_OLD_MS
  switch (name) {
    case 'help':
    case 'start':
      return isOld ? undefined : HELP
    case 'status':
      return isOld ? undefined : mask(statusAnswer(overview(), live(), ignored))
    case 'why':
      return isOld ? undefined : mask(whyAnswer(overview()))
    case 'halt': {
      if (isOld) return tooOld(name)
      const halt = { reason: reason === '' ? 'halted by hand' : reason, flatten: false }
      return mask(outcomeInWords(await operations.halt(who, halt)))
    }
    case 'resume':
      if (isOld) return tooOld(name)
      if (reason === '') return 'Not resumed: say why it is safe to go on, such as /resume checked the book'
      await confirm()
      return mask(outcomeInWords(await operations.resume(who, { reason })))
  }
  return undefined
}

const tooOld = (name: string) =>
  `Too old: this /${name} was written more than two minutes ago. Nothing was done; send it again.`

function outcomeInWords({ ok, words }: { readonly ok: boolean; readonly words: readonly string[] }): string {
  const told = words.join('\n')
  return ok ? told : `Not done: ${told}`
}
