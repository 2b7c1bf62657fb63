import { type FigureName, type Figures, figureNames, figures, ratios, tellFigure } from './figure.js'
import type { Gauge } from './gauges.js'
import type { RiskSettings } from './settings.js'

/** The figures that are limited, beside their limits, and those that are limited and not known. */
export interface LimitedFigures {
  readonly gauges: readonly Gauge[]
  readonly unknown: readonly FigureName[]
}

/** Holds figures against the limits that are set on them; a ratio is not unknown while nothing is held. */
export function limitFigures(
  known: Figures,
  { figureLimits }: RiskSettings,
  { isIdle }: { readonly isIdle: boolean },
): LimitedFigures {
  const limited = figureNames.filter((name) => isLimited(figureLimits[name]))
  return {
    gauges: limited.flatMap((name) => {
      const value = known[name]
      const limits = figureLimits[name]
      return value === undefined || limits === undefined ? [] : [gaugeOf(name, value, limits)]
    }),
    unknown: limited.filter((name) => known[name] === undefined && !(isIdle && ratios.has(name))),
  }
}

type FigureLimits = NonNullable<RiskSettings['figureLimits'][FigureName]>

function isLimited(limits: FigureLimits | undefined): boolean {
  return limits !== undefined && (limits.soft !== null || limits.hard !== null)
}

/** The hard limit, unless only the soft one is broken. */
function gaugeOf(name: FigureName, value: number, { soft, hard }: FigureLimits): Gauge {
  const isAtLeast = figures[name].worse === 'higher'
  const isReached = (limit: number | null) => limit !== null && (isAtLeast ? value >= limit : value <= limit)
  const isBroken = isReached(hard)
  const isNarrowing = isReached(soft)
  const limit = (isBroken || !isNarrowing ? (hard ?? soft) : soft) ?? 0 // one of the two is set
  return {
    code: `figure-${kebab(name)}`,
    text: `${figures[name].label} ${tellFigure(name, value)} (limit ${limit})`,
    value,
    limit,
    used: shareUsed(value, limit, isAtLeast),
    isBroken,
    isNarrowing,
  }
}

function shareUsed(value: number, limit: number, isAtLeast: boolean): number {
  const [part, whole] = isAtLeast ? [value, limit] : [limit, value]
  return whole > 0 ? Math.max(part, 0) / whole : 0
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
