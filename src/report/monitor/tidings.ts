import type { Overview } from '../../watch/api.js'
import { instant } from '../figures.js'
import type { Cell, Page } from '../page.js'
import type { Block } from './block.js'

/** The alerts that are not over, newest first. */
export function alertsBlock({ alerts }: Pick<Overview, 'alerts'>, page: Page): Block {
  const newest = alerts.toSorted((a, b) => (a.raisedAt < b.raisedAt ? 1 : Number(a.raisedAt > b.raisedAt) * -1))
  const items = newest.map(({ kind, message, raisedAt }) => ({
    lines: page.paragraph(`${instant(raisedAt)} ${kind}: ${message}`, { text: '▲', tone: 'warning' }),
  }))
  return { rank: 2, head: items.length === 0 ? [] : page.heading('ALERTS'), items, least: 1 }
}

/** What people asked for lately, newest first. */
export function requestsBlock({ requests }: Pick<Overview, 'requests'>, page: Page): Block {
  const items = requests.map(({ kind, details, who, at, reason, appliedAt, result }) => {
    const what = [kind, ...aboutIn(details)].join(' ')
    const words = `${instant(at)} ${what} by ${who}${reason === null ? '' : `: ${reason}`}`
    return { lines: page.paragraph(words, fateOf(appliedAt, result)) }
  })
  return { rank: 8, head: items.length === 0 ? [] : page.heading('ASKED BY PEOPLE'), items, least: 1 }
}

/** What a request is about, as whoever recorded it wrote the details: a cycle, a symbol or an agent. */
function aboutIn(details: Overview['requests'][number]['details']): readonly string[] {
  if (typeof details !== 'object' || details === null || Array.isArray(details)) return []
  return ['cycle', 'symbol', 'agent'].flatMap((key) => {
    const value = (details as { readonly [key: string]: unknown })[key]
    return typeof value === 'string' ? [value] : []
  })
}

function fateOf(appliedAt: string | null, result: unknown): Cell {
  if (appliedAt === null) return { text: '○ waits', tone: 'warning' }
  if (typeof result === 'string' && result.startsWith('withdrawn')) return { text: '○ withdrawn', tone: 'quiet' }
  return { text: '● done', tone: 'good' }
}
