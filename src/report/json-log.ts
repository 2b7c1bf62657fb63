import type { Output } from '../commands/io.js'
import type { Receipt } from '../desk/order.js'
import type { Settlement } from '../desk/settlement.js'
import type { Calendar } from '../orchestrator/clock.js'
import type { OrchestratorEvent } from '../orchestrator/events.js'
import { fieldsOf, orderFields } from './event-fields.js'
import { createEventLevels } from './event-level.js'
import { wordsOf } from './event-words.js'
import { isTold, type LogLevel } from './log-level.js'
import { plain } from './plain-text.js'

/** A log for programs: one line of JSON for each thing that happens. */
export interface JsonLog {
  /** Takes every event. */
  readonly observe: (event: OrchestratorEvent<Settlement>) => void
  /** Words for people. */
  readonly say: (text: string, level?: LogLevel) => void
}

/** Where a log goes, and what it tells. */
export interface JsonLogOptions {
  readonly output: Output
  readonly calendar: Pick<Calendar, 'now'>
  readonly least: LogLevel
}

/** Opens a log of JSON lines, each with `level`, `time` and `msg`, and of events with `event` and what belongs to it. */
export async function openJsonLog({ output, calendar, least }: JsonLogOptions): Promise<JsonLog> {
  const { default: pino } = await import('pino')
  const log = pino(
    {
      level: least,
      base: null,
      timestamp: () => `,"time":"${new Date(calendar.now()).toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    { write: (line: string) => output.write(line.replaceAll(UNSEEN, inDigits)) },
  )
  const levels = createEventLevels()
  let cycle = ''
  let receiptsTold = 0
  const tellOrder = (receipt: Receipt) => {
    const level = levelOfOrder(receipt)
    if (isTold(level, least)) log[level]({ event: 'order', ...orderFields(receipt) }, plain(orderWords(receipt)))
  }
  return {
    observe(event) {
      if (event.type === 'cycle-started') {
        cycle = event.cycle.id
        receiptsTold = 0
      }
      if (event.type === 'settled') {
        const { receipts } = event.settlement
        receipts.slice(receiptsTold).forEach(tellOrder)
        receiptsTold = receipts.length
      }
      const level = levels(event)
      if (!isTold(level, least)) return
      log[level]({ event: event.type, cycle, ...fieldsOf(event, cycle) }, plain(wordsOf(event)))
    },
    say: (text, level = 'info') => log[level](plain(text)),
  }
}

/** What a terminal would obey instead of showing; JSON itself keeps only some of it out. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}]/gu

/** As JSON may write every character, so that its readers are given the same. */
function inDigits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}

function levelOfOrder({ status }: Receipt): LogLevel {
  switch (status) {
    case 'filled':
    case 'denied':
    case 'dry-run':
      return 'info'
    case 'rejected':
    case 'unresolved':
      return 'warn'
  }
}

function orderWords({ clientOrderId, side, quantity, symbol, status, price, code, message }: Receipt): string {
  const at = price === undefined ? '' : ` at ${price}`
  const because = [code, message].filter((part) => part !== undefined).join(': ')
  return `${clientOrderId}: ${side} ${quantity} ${symbol} ${status}${at}${because === '' ? '' : ` (${because})`}`
}
