import type uPlot from 'uplot'

/** Seconds since the epoch. */
export interface Range {
  readonly min: number
  readonly max: number
}

/** The stretch of time that all pictures show: zooming one zooms the others. */
export class Timeline {
  #whole: Range
  #shown: Range
  #isSpreading = false
  readonly #plots = new Map<uPlot, () => void>()
  readonly #watchers = new Set<() => void>()

  constructor(whole: Range) {
    this.#whole = whole
    this.#shown = whole
  }

  get whole(): Range {
    return this.#whole
  }

  get shown(): Range {
    return this.#shown
  }

  /** `fit` gives the picture the size that there is room for. */
  attach(plot: uPlot, fit: () => void): void {
    this.#plots.set(plot, fit)
  }

  detach(plot: uPlot): void {
    this.#plots.delete(plot)
  }

  /** Calls `changed` whenever another stretch is shown. */
  watch(changed: () => void): void {
    this.#watchers.add(changed)
  }

  show(range: Range): void {
    // Every picture reports the change that it is told of.
    if (this.#isSpreading || isSame(range, this.#shown)) return
    this.#isSpreading = true
    this.#shown = range
    for (const plot of this.#plots.keys()) plot.batch(() => plot.setScale('x', { min: range.min, max: range.max }))
    this.#isSpreading = false
    for (const changed of this.#watchers) changed()
  }

  /** There is more, or less, than there was; the pictures are about to be given that, and show `shown` of it. */
  cover(whole: Range, shown: Range): void {
    this.#whole = whole
    this.#shown = shown
  }

  redraw(): void {
    for (const [plot, fit] of this.#plots) {
      fit()
      plot.redraw(false, true)
    }
  }
}

const isSame = (one: Range, other: Range) => one.min === other.min && one.max === other.max
