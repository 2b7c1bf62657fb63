import { createPage } from '../page.js'
import { moneyBlock, positionsBlock } from './account.js'
import { agentsBlock } from './agents.js'

import { coupled } from './coupled.js'
import { cycleBlock } from './cycle.js'
import { fitted } from './fit.js'
import { headingBlock, noticesBlock, stateBlock } from './heading.js'
import { ordersBlock } from './orders.js'
import type { Shown } from './sight.js'
import { alertsBlock, requestsBlock } from './tidings.js'

/** The room that a frame has. */
export interface Frame {
  /** Fewer than 60 count as 60. */
  readonly columns: number
  /** Infinite where it may be as long as it likes. */
  readonly rows: number
  readonly colours: boolean
  /** What a person can do, such as `q quits`; empty for nothing. */
  readonly hint: string
}

/** From here on there are two columns of blocks. */
const TWO_COLUMNS = 124
const BETWEEN = 3

/** All that a monitor shows, in at most `rows` lines of at most `columns`: what matters least goes first. */
export function monitorFrame(shown: Shown, { columns, rows, colours, hint }: Frame): readonly string[] {
  const page = createPage({ columns, colours })
  const { sight, nowMs } = shown
  const top = [headingBlock(shown, hint, page), noticesBlock(shown, page)]
  if (sight === undefined) return fitted(top, rows)
  const { overview, live } = sight
  const above = [...top, stateBlock(sight, page)]
  if (columns < TWO_COLUMNS) {
    const middle = [cycleBlock(live, nowMs, page), agentsBlock(overview.agents, page)]
    const below = [moneyBlock(overview, page), positionsBlock(overview, page), ordersBlock(overview.orders, page)]
    return fitted([...above, alertsBlock(overview, page), ...middle, ...below, requestsBlock(overview, page)], rows)
  }
  const head = fitted(above, rows)
  const half = createPage({ columns: Math.floor((columns - BETWEEN) / 2), colours })
  const left = [
    cycleBlock(live, nowMs, half),
    agentsBlock(overview.agents, half),
    alertsBlock(overview, half),
    requestsBlock(overview, half),
  ]
  const right = [moneyBlock(overview, half), positionsBlock(overview, half), ordersBlock(overview.orders, half)]
  const room = rows - head.length - 1
  if (room <= 0) return head
  return [...head, '', ...coupled(fitted(left, room), fitted(right, room), half.columns + BETWEEN)]
}
