import { useState } from 'preact/hooks'
import { resuming } from './actions.js'
import { Dialog } from './dialog.js'
import type { QuestionProps } from './halt-dialog.js'
import { liftedBy } from './lifted.js'
import { ReasonField } from './reason-field.js'

/** Shows what a resume lifts, and asks why it is safe. */
export function ResumeDialog({ overview, isBusy, onConfirm, onCancel }: QuestionProps) {
  const [reason, setReason] = useState('')
  return (
    <Dialog
      title="Resume trading?"
      verb="Resume"
      isBusy={isBusy}
      onConfirm={() => onConfirm(resuming(reason))}
      onCancel={onCancel}
    >
      <ul class="lifted">
        {liftedBy(overview).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <p class="quiet">The next verdict of the risk agent decides whether trading goes on.</p>
      <ReasonField label="Why it is safe to go on" placeholder="checked the book" required onChange={setReason} />
    </Dialog>
  )
}
