import type { Live, Overview } from '../../api.js'
import { useNow } from '../times.js'

/** What the loop does, and how long until it does the next thing. */
export function LoopState({ live, overview }: { readonly live: Live | undefined; readonly overview: Overview }) {
  const nowMs = useNow(500)
  return <span class="loop">{loopWords(live, overview, nowMs)}</span>
}

/** The loop in words, as of an instant of the server's clock. */
export function loopWords(live: Live | undefined, { loop }: Pick<Overview, 'loop'>, nowMs: number): string {
  if (live === undefined || (loop === null && live.doing !== 'running')) return 'no loop runs'
  switch (live.doing) {
    case 'starting':
      return 'the loop starts'
    case 'stopped':
      return 'the loop has stopped'
    case 'running':
      return live.cycle === null ? 'a cycle runs' : `cycle ${live.cycle.number} runs`
    case 'sleeping':
      return live.sleepsUntilMs === null ? 'between cycles' : dueWords(live.sleepsUntilMs - nowMs)
  }
}

function dueWords(inMs: number): string {
  if (inMs > 0) return `next cycle in ${clockText(inMs)}`
  return inMs > -3000 ? 'next cycle now' : `next cycle due ${clockText(-inMs)} ago`
}

/** `0:42`, `12:05`, `3:00:00`. */
function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  const two = (value: number) => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  const whole = minutes >= 60 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}` : String(minutes)
  return `${whole}:${two(seconds % 60)}`
}
