import type { NoticeKind, Severity } from '../../config/watch-schema.js'
import { isoTime } from '../../orchestrator/clock.js'
import { instant } from '../../report/figures.js'
import { plain } from '../../report/plain-text.js'
import type { Notice } from './notice.js'

/** What a channel is to deliver: clean text, without secrets. */
export interface Message {
  /** The same when it is tried again, so that a receiver can tell. */
  readonly id: string
  /** `unsaid` tells of notices that were not told one by one; `test` is sent by `notify test`. */
  readonly kind: NoticeKind | 'unsaid' | 'test'
  readonly severity: Severity
  /** Which market and whose money. */
  readonly market: string
  readonly title: string
  readonly lines: readonly string[]
  readonly cycleId?: string
  /** Epoch ms. */
  readonly atMs: number
}

/** The longest title and line, and the most lines; services take less, and cut for themselves. */
const LONGEST_TITLE = 200
const LONGEST_LINE = 400
const MOST_LINES = 30

/** A notice as it may leave the machine. */
export function messageOf(
  { kind, severity, title, lines, cycleId, atMs }: Omit<Notice, 'key' | 'kind'> & Pick<Message, 'kind'>,
  { id, market, mask }: Pick<Message, 'id' | 'market'> & { readonly mask: (text: string) => string },
): Message {
  const clean = (text: string, longest: number) => cutTo(plain(mask(text)), longest)
  return {
    id,
    kind,
    severity,
    atMs,
    market: clean(market, LONGEST_TITLE),
    title: clean(title, LONGEST_TITLE),
    lines: lines.slice(0, MOST_LINES).map((line) => clean(line, LONGEST_LINE)),
    ...(cycleId === undefined ? {} : { cycleId }),
  }
}

/** As screens mark what is good, worth a look, and bad. */
export const severityMark: Readonly<Record<Severity, string>> = { info: '●', warning: '▲', critical: '✖' }

/** The title with its mark. */
export function headlineOf({ severity, title }: Message): string {
  return `${severityMark[severity]} ${title}`
}

/** When it was, and in which cycle. */
export function placeOf({ cycleId, atMs }: Message): string {
  return [...(cycleId === undefined ? [] : [cycleId]), instant(isoTime(atMs))].join(' · ')
}

/** The whole as plain text; its first line says which market and whose money. */
export function textOf(message: Message): string {
  return [message.market, headlineOf(message), ...message.lines, placeOf(message)].join('\n')
}

/** At most `length` UTF-16 units, with `…` where something is left out, and no character cut in two. */
export function cutTo(text: string, length: number): string {
  if (text.length <= length) return text
  return `${text.slice(0, length - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}

/** Text in which no service finds the name of somebody to call: a space without width follows each @. */
export function withoutMentions(text: string): string {
  return text.replaceAll('@', '@\u200B')
}
