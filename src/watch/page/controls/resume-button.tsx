import type { Overview } from '../../api.js'
import { ControlButton } from './control-button.js'
import { liftedBy } from './lifted.js'

/** Lifts what halts, as far as it is a person's to lift. */
export function ResumeButton({ overview }: { readonly overview: Overview }) {
  const idle =
    liftedBy(overview).length > 0
      ? undefined
      : `There is nothing to resume: neither HALT, nor a latch, nor a soft limit holds. What changes the state: ${overview.standing.changes}.`
  return (
    <ControlButton question={{ about: 'resume' }} idle={idle}>
      Resume…
    </ControlButton>
  )
}
