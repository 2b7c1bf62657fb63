import { NOTICES } from '../../../config/watch-schema.js'
import type { Receipt } from '../../../desk/order.js'
import { counted, price, quantity } from '../../../report/figures.js'
import { type Notice, shortened } from '../notice.js'
import type { NoticeSource } from '../notice-source.js'

const MOST_ORDERS = 12

/** Tells what was filled in a cycle, in one notice, and what the venue refused or left without an answer, in another. */
export function createOrderNotices(): NoticeSource {
  return {
    onEvent(event) {
      if (event.type !== 'cycle-ended') return []
      const { cycle, receipts } = event.ended
      const about = { cycleId: cycle.id, atMs: event.atMs }
      const filled = receipts.filter(({ status }) => status === 'filled')
      const refused = receipts.filter(({ status }) => status === 'rejected' || status === 'unresolved')
      return [...told('refused', refused, about), ...told('filled', filled, about)]
    },
  }
}

function told(
  kind: 'filled' | 'refused',
  receipts: readonly Receipt[],
  about: { readonly cycleId: string; readonly atMs: number },
): readonly Notice[] {
  const [first] = receipts
  if (first === undefined) return []
  const words = kind === 'filled' ? 'filled' : 'refused or without an answer'
  const single = kind === 'filled' ? `Filled: ${order(first)}` : `${first.status}: ${order(first)}`
  return [
    {
      kind,
      severity: NOTICES[kind],
      key: `${kind} ${about.cycleId}`,
      title: receipts.length === 1 ? single : `${counted(receipts.length, 'order')} ${words}`,
      lines: shortened(receipts.map(line), MOST_ORDERS),
      ...about,
    },
  ]
}

function order({ side, quantity: amount, symbol, price: at }: Receipt): string {
  const paid = at === undefined ? '' : ` at ${price(Number(at))}`
  return `${side} ${quantity(Number(amount))} ${symbol}${paid}`
}

function line(receipt: Receipt): string {
  const { agent, origin, status, code, message, reason } = receipt
  const asked = origin === 'agent' ? agent : `${agent}, ${origin}`
  const why = status === 'filled' ? reason : [...(code === undefined ? [] : [code]), message ?? reason].join(': ')
  return `${status} ${order(receipt)} (${asked}): ${why}`
}
