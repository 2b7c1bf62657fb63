const MOST = 1000

/** Keeps the first thousand of what is added, and counts the rest. */
export class FirstThousand<Item> {
  readonly #items: Item[] = []
  #total = 0

  add(item: Item): void {
    this.#total += 1
    if (this.#items.length < MOST) this.#items.push(item)
  }

  get total(): number {
    return this.#total
  }

  /** Those kept, and `next` after them if there is one and room for it. */
  list(next?: Item): readonly Item[] {
    return next === undefined || this.#items.length === MOST ? [...this.#items] : [...this.#items, next]
  }
}
