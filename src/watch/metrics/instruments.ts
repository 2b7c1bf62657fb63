import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What a figure is of. */
export type Labels = Readonly<Record<string, string>>

/** One value of a figure; null: it is not known, and not shown. */
export interface Sample {
  readonly labels?: Labels
  readonly value: number | null
}

/** What a figure is called, in the way of Prometheus: with its unit, and in words. */
export interface FigureName {
  readonly name: string
  readonly help: string
  readonly labels?: readonly string[]
}

/** A figure that is read whenever somebody asks. */
export interface ReadFigure extends FigureName {
  readonly read: () => readonly Sample[]
}

/** A figure that is added to as things happen; what it can be of is there from the beginning, at zero. */
export interface CountedFigure extends FigureName {
  readonly of?: readonly Labels[]
}

/** How long things take, s: from a millisecond to ten minutes. */
const SECONDS = [0.001, 0.005, 0.02, 0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600]

/** Figures of a registry of their own; whoever asks twice for a name has made a mistake, and is told. */
export class Instruments {
  readonly #registry = new Registry()

  get contentType(): string {
    return this.#registry.contentType
  }

  /** All of them, as Prometheus reads them. */
  text(): Promise<string> {
    return this.#registry.metrics()
  }

  /** What may rise and fall. */
  gauge({ read, ...figure }: ReadFigure): void {
    const gauge: Gauge = new Gauge({
      ...this.#called(figure),
      collect() {
        gauge.reset()
        if (figure.labels === undefined) gauge.remove()
        for (const { labels = {}, value } of read()) if (value !== null) gauge.set(labels, value)
      },
    })
  }

  /** What only rises, and is counted elsewhere. */
  total({ read, ...figure }: ReadFigure): void {
    const counter: Counter = new Counter({
      ...this.#called(figure),
      collect() {
        counter.reset()
        for (const { labels = {}, value } of read()) if (value !== null) counter.inc(labels, value)
      },
    })
  }

  /** What only rises, and is counted here: from zero with each start. */
  counter({ of = [], ...figure }: CountedFigure): (labels?: Labels, by?: number) => void {
    const counter = new Counter(this.#called(figure))
    for (const labels of of) counter.inc(labels, 0)
    return (labels = {}, by = 1) => counter.inc(labels, by)
  }

  /** How durations spread. */
  durations({ of = [], ...figure }: CountedFigure): (durationMs: number, labels?: Labels) => void {
    const histogram = new Histogram({ ...this.#called(figure), buckets: SECONDS })
    for (const labels of of) histogram.zero(labels)
    return (durationMs, labels = {}) => histogram.observe(labels, durationMs / 1000)
  }

  #called({ name, help, labels = [] }: FigureName) {
    return { name, help, labelNames: [...labels], registers: [this.#registry] }
  }
}

/** One of several states: 1 for it, 0 for the others. */
export function oneOf<State extends string>(
  states: readonly State[],
  current: State | null,
  labels: Labels = {},
): readonly Sample[] {
  return states.map((state) => ({ labels: { ...labels, state }, value: state === current ? 1 : 0 }))
}

/** Every pair of two sets of labels. */
export function pairs(some: readonly Labels[], others: readonly Labels[]): readonly Labels[] {
  return some.flatMap((one) => others.map((other) => ({ ...one, ...other })))
}

/** Each of these values of a label. */
export function each(label: string, values: readonly string[]): readonly Labels[] {
  return values.map((value) => ({ [label]: value }))
}
