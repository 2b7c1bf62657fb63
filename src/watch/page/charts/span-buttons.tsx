import type { Range } from '../../../report/charts/timeline.js'
import { ALL, type Span } from './span.js'

const SPANS: readonly { readonly name: string; readonly words: string; readonly span: Span }[] = [
  { name: '24 h', words: 'the last 24 hours', span: { kind: 'last', hours: 24 } },
  { name: '7 d', words: 'the last 7 days', span: { kind: 'last', hours: 168 } },
  { name: '30 d', words: 'the last 30 days', span: { kind: 'last', hours: 720 } },
  { name: 'All', words: 'all', span: ALL },
]

interface SpanButtonsProps {
  readonly shown: Span
  readonly whole: Range
  readonly onChoose: (span: Span) => void
}

/** How much of the record the pictures show; what is longer than it is not offered. */
export function SpanButtons({ shown, whole, onChoose }: SpanButtonsProps) {
  const offered = SPANS.filter(({ span }) => span.kind !== 'last' || span.hours * 3600 < whole.max - whole.min)
  if (offered.length < 2 && shown.kind !== 'zoomed') return null
  return (
    <div class="ranges" role="group" aria-label="Time shown in all pictures">
      {offered.map(({ name, words, span }) => (
        <button
          key={name}
          type="button"
          title={`Show ${words} (market time)`}
          aria-pressed={span === shown}
          onClick={() => onChoose(span)}
        >
          {name}
        </button>
      ))}
      {shown.kind === 'zoomed' && (
        <button type="button" aria-pressed="true" title="Show all again" onClick={() => onChoose(ALL)}>
          Zoomed ✕
        </button>
      )}
    </div>
  )
}
