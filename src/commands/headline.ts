import { money } from '../report/figures.js'
import type { Page } from '../report/page.js'
import type { Store } from '../store/database.js'
import type { Printout } from './print.js'

/** The first line of a screen: whose money, and which market. */
export function headline({ market, broker, quote, startingCash }: Store['identity'], page: Page): readonly string[] {
  return page.heading(`${broker.toUpperCase()} MONEY · ${market} · began with ${money(Number(startingCash))} ${quote}`)
}

/** What is to be printed, with the headline of its folder above the lines. */
export function underHeadline({ identity }: Store, { data, lines }: Omit<Printout, 'json'>): Omit<Printout, 'json'> {
  return { data, lines: (page) => [...headline(identity, page), '', ...lines(page)] }
}
