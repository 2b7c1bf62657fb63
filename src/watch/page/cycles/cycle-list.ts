import type { CyclePage, Overview } from '../../api.js'
import { type Answer, readJson } from '../read-json.js'

/** A cycle as a list shows it. */
export type ListedCycle = Overview['cycles'][number]

/** What the list knows. */
export interface KnownCycles {
  /** Newest first, without a gap. */
  readonly cycles: readonly ListedCycle[]
  readonly hasOlder: boolean
  readonly isAsking: boolean
  readonly failure: string | undefined
}

const PAGE = 50

/** The past cycles that the page has read: it keeps them while people look at one of them and come back. */
export class CycleList {
  #known: KnownCycles = { cycles: [], hasOlder: true, isAsking: false, failure: undefined }
  /** How many are shown: new ones push old ones out, so that a page that stands open for days does not grow. */
  #room = PAGE
  #changed: (known: KnownCycles) => void = () => {}

  get known(): KnownCycles {
    return this.#known
  }

  /** Calls `changed` with all that is learnt, until the next who watches. */
  watch(changed: (known: KnownCycles) => void): void {
    this.#changed = changed
  }

  /** Takes in the newest cycles as the overview tells them. */
  take(newest: readonly ListedCycle[]): void {
    const numbers = new Set(newest.map(({ number }) => number))
    const older = this.#known.cycles.filter(({ number }) => !numbers.has(number))
    const oldest = newest.at(-1)?.number ?? 0
    const first = older[0]?.number
    // So many ended while nothing was heard that some are missing between them, or this is another record.
    const isApart = first !== undefined && first !== oldest - 1
    this.#keep([...newest, ...(isApart ? [] : older)])
    if (this.#known.cycles.length < this.#room) void this.#ask()
  }

  /** Reads another page of older ones. */
  async older(): Promise<void> {
    this.#room = Math.max(this.#known.cycles.length, this.#room) + PAGE
    await this.#ask()
  }

  async #ask(): Promise<void> {
    const last = this.#known.cycles.at(-1)
    if (this.#known.isAsking || last === undefined || last.number <= 1) return this.#say({})
    this.#say({ isAsking: true, failure: undefined })
    const limit = Math.min(PAGE, Math.max(1, this.#room - this.#known.cycles.length))
    const path = `/api/cycles?before=${last.number}&limit=${limit}`
    const answer = await readJson<CyclePage>(path, new AbortController().signal)
    this.#say({ isAsking: false, failure: failureOf(answer) })
    if (answer.state !== 'told') return
    // Newer ones may have pushed out the last one meanwhile.
    const end = this.#known.cycles.findIndex(({ number }) => number <= last.number)
    if (end >= 0)
      this.#keep([...this.#known.cycles.slice(0, end + 1), ...answer.data.cycles], answer.data.before === null)
  }

  #keep(cycles: readonly ListedCycle[], isEnd = false): void {
    const shown = cycles.slice(0, this.#room)
    this.#say({ cycles: shown, hasOlder: shown.length < cycles.length || (!isEnd && (shown.at(-1)?.number ?? 1) > 1) })
  }

  #say(told: Partial<KnownCycles>): void {
    this.#known = { ...this.#known, ...told }
    this.#changed(this.#known)
  }
}

function failureOf(answer: Answer<CyclePage>): string | undefined {
  switch (answer.state) {
    case 'told':
      return undefined
    case 'missing':
      return 'the server does not know them'
    case 'failed':
      return answer.words
  }
}
