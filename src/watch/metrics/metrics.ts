import type { WatchContext, WatchPart } from '../part.js'
import type { WatchedCycle } from '../watched-event.js'
import { agentFigures } from './agent-figures.js'
import { cycleFigures } from './cycle-figures.js'
import { Instruments } from './instruments.js'
import { moneyFigures } from './money-figures.js'
import { orderFigures } from './order-figures.js'
import { runFigures } from './run-figures.js'
import type { Sight } from './sight.js'
import { stateFigures } from './state-figures.js'

/** The figures of a run for Prometheus. */
export interface PrometheusMetrics extends WatchPart {
  readonly contentType: string
  text(): Promise<string>
}

/** Figures of everything that happens, in a registry of their own; what can be counted is there from the start, at zero. */
export async function createMetrics(context: WatchContext): Promise<PrometheusMetrics> {
  const instruments = new Instruments()
  let ended: WatchedCycle | undefined
  const sight: Sight = {
    ...context,
    unrecorded() {
      const sealed = context.overview().lastSealed?.number ?? 0
      return ended !== undefined && ended.cycle.number > sealed ? ended : undefined
    },
  }
  const groups = [
    runFigures(instruments, sight),
    stateFigures(instruments, sight),
    moneyFigures(instruments, sight),
    cycleFigures(instruments, sight),
    agentFigures(instruments, sight),
    orderFigures(instruments, sight),
  ]
  return {
    contentType: instruments.contentType,
    text: () => instruments.text(),
    onEvent(event) {
      if (event.type === 'cycle-ended') ({ ended } = event)
      for (const group of groups) group.onEvent?.(event)
    },
    onBeat() {
      for (const group of groups) group.onBeat?.()
    },
  }
}
