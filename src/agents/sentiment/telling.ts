import type { Json, Proposal } from '../agent.js'
import { summarise } from '../summary.js'
import { type Finding, wholeMarket } from './findings.js'
import { type History, remember } from './history.js'
import { describeOutlook } from './outlook.js'
import type { Reading } from './reading.js'
import type { SentimentSettings } from './settings.js'
import type { Gathered } from './sources/gather.js'

const maxHeadlines = 20
const maxHeadlinesOfSymbol = 5
const maxTitle = 160
const maxSourcesListed = 8

/** All that a cycle has found. */
export interface Found {
  readonly findings: ReadonlyMap<string, Finding>
  readonly readings: readonly Reading[]
  readonly gathered: Gathered
  readonly history: History
  readonly settings: SentimentSettings
}

/** A signal for each symbol that is known, and why the others are not. */
export function tell({ findings, readings, gathered, history, settings }: Found): Proposal {
  const known = [...findings].flatMap(([subject, finding]) =>
    typeof finding === 'string' ? [] : [{ subject, outlook: finding }],
  )
  const overall = findings.get(wholeMarket)
  const percents = new Map(known.map(({ subject, outlook }) => [subject, outlook.percent]))
  return {
    summary: `${summaryOf(findings)}; ${describeSources(gathered)}`,
    signals: known
      .filter(({ subject }) => subject !== wholeMarket)
      .map(({ subject, outlook }) => ({
        symbol: subject,
        direction: outlook.score,
        confidence: outlook.agreement,
        reason: describeOutlook(outlook),
      })),
    metrics: {
      announced: known.filter(({ outlook }) => outlook.isAnnounced).length,
      ...countsOf(gathered),
      ...(typeof overall === 'object' ? { percent: overall.percent, band: overall.band } : {}),
    },
    data: {
      sources: sourcesOf(gathered),
      headlines: readings.slice(0, maxHeadlines).map(headlineOf),
      ...Object.fromEntries(
        [...findings].map(([subject, finding]) => [subject, toJson(finding, titlesOf(subject, readings))]),
      ),
    },
    memory: remember(history, percents, settings.historyCycles),
  }
}

/** Too few sources are live: nothing is known about anything, and nothing is forgotten. */
export function tellUnknown(symbols: readonly string[], gathered: Gathered, memory: Json | undefined): Proposal {
  const reason = `unknown: ${gathered.live.length} of ${gathered.quorum} needed sources are live`
  const subjects = [wholeMarket, ...symbols]
  return {
    summary: `${reason}; ${describeSources(gathered)}`,
    metrics: countsOf(gathered),
    data: { ...Object.fromEntries(subjects.map((subject) => [subject, reason])), sources: sourcesOf(gathered) },
    ...(memory === undefined ? {} : { memory }),
  }
}

function summaryOf(findings: ReadonlyMap<string, Finding>): string {
  return summarise(
    [...findings].map(
      ([subject, finding]) => `${subject}: ${typeof finding === 'string' ? finding : describeOutlook(finding)}`,
    ),
  )
}

function describeSources({ live, stale, missing }: Gathered): string {
  const parts = [
    ['live', live],
    ['stale', stale],
    ['missing', missing.map(({ reason }) => reason)],
  ] as const
  return parts.flatMap(([what, names]) => (names.length === 0 ? [] : [`${what}: ${listed(names)}`])).join('; ')
}

function listed(names: readonly string[]): string {
  const more = names.length - maxSourcesListed
  return [...names.slice(0, maxSourcesListed), ...(more > 0 ? [`${more} more`] : [])].join(', ')
}

function countsOf({ headlines, live, stale, missing }: Gathered): Record<string, number> {
  return { headlines: headlines.length, live: live.length, stale: stale.length, missing: missing.length }
}

function sourcesOf({ live, stale, missing, quorum }: Gathered): Json {
  return { quorum, live, stale, missing: missing.map(({ name, reason }) => ({ name, reason })) }
}

/** The newest headlines that name a symbol: text of strangers, for whoever reads on. */
function titlesOf(subject: string, readings: readonly Reading[]): readonly string[] {
  const about = readings.filter(({ scores }) => scores.has(subject))
  return about.slice(0, maxHeadlinesOfSymbol).map(({ headline }) => headline.title.slice(0, maxTitle))
}

function toJson(finding: Finding, titles: readonly string[]): Json {
  if (typeof finding === 'string') return finding
  const { score, percent, band, headlines, agreement, changePoints, isAnnounced } = finding
  return { score, percent, band, headlines, agreement, changePoints: changePoints ?? null, isAnnounced, titles }
}

function headlineOf({ headline, score, scores }: Reading): Json {
  const { title, ageMinutes } = headline
  return { title, score: Number(score.toFixed(2)), ageMinutes: Math.round(ageMinutes), names: [...scores.keys()] }
}
