import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import { ControlsContext, type Question } from './controls-context.js'

/** A button that asks first, or tells why it would do nothing; it can be reached either way. */
export interface ControlButtonProps {
  readonly question: Question
  /** Why it would do nothing; undefined when it would do something. */
  readonly idle: string | undefined
  /** What it is called where several have the same word. */
  readonly name?: string
  readonly tone?: 'danger' | 'plain'
  readonly children: ComponentChildren
}

/** See its properties. */
export function ControlButton({ question, idle, name, tone = 'plain', children }: ControlButtonProps) {
  const { ask, explain } = useContext(ControlsContext)
  return (
    <button
      type="button"
      class={tone}
      aria-label={name}
      aria-haspopup="dialog"
      aria-disabled={idle !== undefined}
      title={idle}
      onClick={() => (idle === undefined ? ask(question) : explain(idle))}
    >
      {children}
    </button>
  )
}
