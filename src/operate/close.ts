import { addClose, heldSymbols } from '../store/close.js'
import { createKillSwitch } from '../store/kill-switch.js'
import { lockHolder } from '../store/lock.js'
import { besideLoop } from './beside.js'
import type { Asked, OperatedFolder, Outcome } from './outcome.js'
import { RefusedError } from './refused-error.js'

/** What a close asked for. */
export interface CloseAsked extends Pick<Asked, 'who' | 'at'> {
  /** As the record writes it. */
  readonly symbol: string
  readonly reason: string | null
  /** False: it had been asked for, and waits still. */
  readonly asked: boolean
  /** Whether a loop runs on the folder. */
  readonly running: boolean
}

/**
 * Asks the loop to sell the whole position in a symbol, in upper or lower case; the first cycle of the next run does it
 * when none runs. Throws RefusedError while HALT is there and for what is not held, StoreError when it cannot be recorded.
 */
export function close(
  { dataDir, name }: OperatedFolder,
  { symbol, reason, who, at }: Pick<Asked, 'who' | 'at'> & { readonly symbol: string; readonly reason: string | null },
): Outcome<CloseAsked> {
  const thrown = createKillSwitch(dataDir).thrown()
  if (thrown !== undefined) throw new RefusedError('halted', haltedWords(name, thrown))
  const request = { who, at, ...(reason === null ? {} : { reason }) }
  const found = besideLoop(dataDir, ({ database }) => {
    const held = heldSymbols(database)
    const meant = held.find((one) => one.toUpperCase() === symbol.toUpperCase())
    if (meant === undefined) throw new RefusedError('not-held', notHeldWords(symbol, name, held))
    return { meant, asked: addClose(database, { ...request, symbol: meant }) }
  })
  if (found === undefined) throw new RefusedError('not-held', notHeldWords(symbol, name, []))
  const { meant, asked } = found
  const running = lockHolder(dataDir) !== undefined
  return {
    done: { symbol: meant, who, at, reason, asked, running },
    words: [asked ? askedWords(meant, running) : `Closing ${meant} has been asked for already, and waits.`],
  }
}

function askedWords(symbol: string, running: boolean): string {
  return running
    ? `The running loop sells all ${symbol} now, or right after the cycle it is in; ` +
        'while its price is not to be trusted, it waits.'
    : `No loop runs: all ${symbol} is sold in the first cycle of the next riskfirst run.`
}

function haltedWords(folder: string, reason: string): string {
  return (
    `${folder} is halted (${reason}), and nothing is sent under HALT. To close one position: riskfirst resume first; ` +
    'to sell everything as it is: riskfirst halt --flatten.'
  )
}

function notHeldWords(symbol: string, folder: string, held: readonly string[]): string {
  const found = held.length === 0 ? 'holds nothing' : `holds ${held.join(', ')}`
  return `expected a symbol that is held, got "${symbol}": ${folder} ${found}`
}
