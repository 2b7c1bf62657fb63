import type uPlot from 'uplot'
import { type DrawnChart, drawChart } from '../../../report/charts/chart.js'
import type { ChartTimes } from '../../../report/charts/chart-times.js'
import { cursorTip, timeOf } from '../../../report/charts/cursor-tip.js'
import { find } from '../../../report/charts/elements.js'
import type { ShownGate } from '../../../report/charts/gate.js'
import { gateStrip } from '../../../report/charts/gate-strip.js'
import { gateTip } from '../../../report/charts/gate-tip.js'
import { haltShades } from '../../../report/charts/halt-shades.js'
import type { Timeline } from '../../../report/charts/timeline.js'
import type { Tip } from '../../../report/charts/tooltip.js'
import type { Series } from '../../api.js'
import { fillMarks } from './fill-marks.js'
import { fillsTip, fillTip, joined } from './fill-words.js'
import { shownGate } from './halts.js'
import type { Picture } from './pictures.js'

/** Where pictures are drawn: `figures` has a figure `#KEY-chart` for each. */
export interface Stage {
  readonly figures: HTMLElement
  readonly readout: HTMLElement
  readonly timeline: Timeline
  readonly times: ChartTimes
}

const REACH = 4

/** Pictures that stand in their figures. */
export class DrawnPictures {
  readonly #stage: Stage
  readonly #charts = new Map<string, { readonly lines: string; readonly chart: DrawnChart }>()
  #series: Series
  #gate: ShownGate

  constructor(stage: Stage, series: Series) {
    this.#stage = stage
    this.#series = series
    this.#gate = shownGate(series, stage.times)
  }

  /** Draws a series; lines that are there already only move. */
  show(series: Series, pictures: readonly Picture[]): void {
    this.#series = series
    this.#gate = shownGate(series, this.#stage.times)
    const keys = new Set(pictures.map(({ key }) => key))
    for (const key of this.#charts.keys()) if (!keys.has(key)) this.#remove(key)
    for (const picture of pictures) this.#draw(picture)
  }

  remove(): void {
    for (const key of this.#charts.keys()) this.#remove(key)
  }

  #draw(picture: Picture): void {
    const lines = JSON.stringify(picture.lines)
    const drawn = this.#charts.get(picture.key)
    if (drawn?.lines === lines) return drawn.chart.show(picture.data)
    drawn?.chart.remove()
    const { figures, ...stage } = this.#stage
    const frame = find(`#${picture.key}-chart`, figures)
    const plugins = this.#plugins(picture)
    const tipAt = (at: number) => this.#tipAt(at, picture)
    this.#charts.set(picture.key, { lines, chart: drawChart({ ...stage, ...picture, frame, plugins, tipAt }) })
  }

  #remove(key: string): void {
    this.#charts.get(key)?.chart.remove()
    this.#charts.delete(key)
  }

  #plugins(picture: Picture): readonly uPlot.Plugin[] {
    const gate = () => this.#gate
    const drawn = [gateStrip(gate), haltShades(gate)]
    const gateNear = (plot: uPlot, left: number) => gateTip(this.#gate, plot.posToVal(left, 'x'), timeOf(plot, REACH))
    const marks = picture.hasFills ? fillMarks(() => this.#series) : undefined
    const tip = cursorTip((plot, place) => {
      if (!place.isPointer) return this.#tipAt(plot.data[0]?.[plot.cursor.idx ?? -1] ?? Number.NaN, picture)
      return joined([fillTip(marks?.near(place) ?? [], this.#stage.times), gateNear(plot, place.left)])
    })
    return marks === undefined ? [...drawn, tip] : [...drawn, marks.plugin, tip]
  }

  /** All that is to be said of a point, which stands for the time since the one before it. */
  #tipAt(at: number, { hasFills }: Picture): Tip | undefined {
    const before = this.#series.at.findLast((instant) => instant < at) ?? at
    const fills = hasFills
      ? this.#series.fills.filter((fill) => fill.at <= at && (fill.at > before || fill.at === at))
      : []
    return joined([fillsTip(fills, this.#stage.times), gateTip(this.#gate, at, at - before)])
  }
}
