import type { ExactBook, ExactPosition } from '../../../desk/settlement.js'
import type { Database } from '../../../store/connection.js'
import { booksInRow } from '../../../store/money-queries.js'

/** What each book has made; null when something that it holds had no price. */
export type Profits = ReadonlyMap<string, number | null>

const MOST_KEPT = 8000

/** What the books of past cycles had made: read once, as they never change. */
export class BookProfits {
  readonly #kept = new Map<number, Profits>()

  /** After the cycle of this row. */
  at(database: Database, id: number): Profits {
    const kept = this.#kept.get(id)
    if (kept !== undefined) return kept
    const profits = new Map(booksInRow(database, id).map((book) => [book.agent, profitOf(book)]))
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear()
    this.#kept.set(id, profits)
    return profits
  }
}

function profitOf({ cashFlow, positions }: ExactBook): number | null {
  const values = positions.map(valueOf)
  return values.every((value) => value !== null) ? values.reduce((sum, value) => sum + value, Number(cashFlow)) : null
}

const valueOf = ({ quantity, price }: ExactPosition) => (price === null ? null : Number(quantity) * Number(price))
