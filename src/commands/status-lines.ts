import { figureColumn } from '../report/column-widths.js'
import { duration, inCycles, instant, money, price, quantity } from '../report/figures.js'
import { healthMark, runMark } from '../report/marks.js'
import type { Cell, Page } from '../report/page.js'
import { stateSection } from '../report/sections/trading-state.js'
import { diskLowWords } from '../store/disk-use.js'
import { diskWords } from './disk-words.js'
import { headline } from './headline.js'
import type { Status, StatusOnDisk } from './read-status.js'
import { recordedCycleMark } from './recorded-marks.js'

type FolderRecord = NonNullable<Status['record']>

/** The status for people; `folder` is the data folder as the user writes it. */
export function statusLines(status: StatusOnDisk, page: Page, folder: string): readonly string[] {
  const { loop, waits, standing, record } = status
  const beginning = [
    ...(record === null ? page.heading('NO DATA YET') : headline(record.identity, page)),
    ...page.pairs([
      ['Data folder', folder],
      ['On disk', spaceOf(status)],
      ['Loop', loopWords(loop)],
      ...(waits === null ? [] : [['Waits', waitWords(waits)] as const]),
    ]),
  ]
  if (record === null) {
    const hint = page.paragraph('No cycle has run on this folder yet; riskfirst run begins.')
    return [...beginning, ...hint, ...(standing.state === 'unknown' ? [] : ['', ...stateSection(standing, page)])]
  }
  const sections = [beginning, stateSection(standing, page), lastCycle(record, page), agents(record, page)]
  return [...sections, account(record, page), requests(record, page)]
    .filter((lines) => lines.length > 0)
    .flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]))
}

function spaceOf({ dataDir, disk }: StatusOnDisk): Cell {
  const isLow = diskLowWords(dataDir, disk) !== undefined
  return isLow ? { text: diskWords(disk), tone: 'warning' } : diskWords(disk)
}

function loopWords(loop: Status['loop']): Cell {
  if (loop === null) return { text: 'not running', tone: 'quiet' }
  const who = loop.pid === undefined ? '' : ` (process ${loop.pid}, since ${instant(loop.startedAt ?? '')})`
  return { text: `running${who}`, tone: 'good' }
}

function waitWords({ cycleId, phase, until }: NonNullable<Status['waits']>): Cell {
  const words = `${cycleId} waits after ${phase} for riskfirst approve ${cycleId}, until ${instant(until)}`
  return { text: words, tone: 'warning' }
}

function lastCycle({ lastCycle: cycle }: FolderRecord, page: Page): string[] {
  if (cycle === null) return [...page.heading('LAST CYCLE'), ...page.paragraph('none yet')]
  const { id, tick, asOf, durationMs, filled, denied, error } = cycle
  return [
    ...page.heading('LAST CYCLE'),
    ...page.paragraph(`${id}, due ${instant(tick)}`, recordedCycleMark[cycle.status]),
    ...page.pairs([
      ['Looked at', `${instant(asOf)} (market time)`],
      ['Took', durationMs === null ? 'unknown: it did not come to its end' : duration(durationMs)],
      ['Orders', `${filled} filled, ${denied} denied`],
      ...(error === null ? [] : [['Error', { text: error, tone: 'bad' }] as const]),
    ]),
  ]
}

function agents({ agents: runs, lastSealedCycle }: FolderRecord, page: Page): string[] {
  const columns = [
    { head: 'agent' },
    { head: 'health' },
    { head: 'last run' },
    { head: 'took', align: 'right' },
  ] as const
  return [
    ...page.heading(lastSealedCycle === null ? 'AGENTS' : `AGENTS IN ${lastSealedCycle.id}`),
    ...page.table(
      [...columns, { head: 'why', lines: 2 }],
      runs.map((run) => [run.agent, healthMark[run.health], runMark[run.status], duration(run.durationMs), whyOf(run)]),
    ),
  ]
}

/** The failure, and that the agent rests unless the failure says so. */
function whyOf({ failureCode, failureMessage, breaker }: FolderRecord['agents'][number]): string {
  const isTold = failureCode === 'circuit-open' || breaker?.state !== 'open'
  const rest = isTold ? null : `rests, tries again ${inCycles(breaker.triesInCycles)}`
  return [failureMessage, rest].filter((part) => part !== null).join('; ')
}

function account({ account, openOrders, identity: { quote } }: FolderRecord, page: Page): string[] {
  if (account === null) return [...page.heading('PORTFOLIO'), ...page.paragraph('not valued yet')]
  const { asOf, cash, equity, positions } = account
  const unanswered = openOrders.map(({ clientOrderId }) => clientOrderId).join(', ')
  return [
    ...page.heading(`PORTFOLIO AT ${instant(asOf)}`),
    ...page.pairs([
      ['Cash', `${money(Number(cash))} ${quote}`],
      [
        'Equity',
        equity === null ? { text: 'unknown: a held symbol has no price', tone: 'bad' } : amount(equity, quote),
      ],
      ...(positions.length === 0 ? [['Positions', 'none'] as const] : []),
      ...(unanswered === '' ? [] : [['Without answer', { text: unanswered, tone: 'bad' }] as const]),
    ]),
    ...page.table(
      [{ head: 'symbol' }, ...['quantity', 'price', 'value'].map(figureColumn)],
      positions.map((held) => [
        held.symbol,
        quantity(Number(held.quantity)),
        held.price === null ? 'unknown' : price(Number(held.price)),
        held.price === null ? 'unknown' : money(Number(held.quantity) * Number(held.price)),
      ]),
    ),
  ]
}

/** What people asked for lately, newest first. */
function requests({ requests }: FolderRecord, page: Page): string[] {
  if (requests.length === 0) return []
  const lines = requests.flatMap((request) => {
    const { who, at, reason } = request
    const what = whatOf(request)
    return page.paragraph(`${what} by ${who}, ${instant(at)}${reason === null ? '' : `: ${reason}`}`, fateOf(request))
  })
  return [...page.heading('REQUESTS'), ...lines]
}

/** What was asked for, and of what: as those who recorded it wrote the details. */
function whatOf({ kind, details }: FolderRecord['requests'][number]): string {
  switch (kind) {
    case 'approve':
    case 'reject':
      return `${kind} ${(details as { readonly cycle: string }).cycle}`
    case 'close':
      return `${kind} ${(details as { readonly symbol: string }).symbol}`
    case 'enable':
    case 'disable':
      return `${kind} ${(details as { readonly agent: string }).agent}`
    case 'resume':
    case 'stop':
    case 'flatten':
    case 'halt':
      return kind
  }
}

function fateOf({ appliedAt, result }: FolderRecord['requests'][number]): Cell {
  if (appliedAt === null) return { text: '○ waits', tone: 'warning' }
  const isWithdrawn = typeof result === 'string' && result.startsWith('withdrawn')
  return isWithdrawn ? { text: '○ withdrawn', tone: 'quiet' } : { text: '● done', tone: 'good' }
}

const amount = (value: string, quote: string) => `${money(Number(value))} ${quote}`
