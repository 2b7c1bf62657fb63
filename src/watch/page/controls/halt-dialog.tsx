import { useState } from 'preact/hooks'
import { counted } from '../../../report/figures.js'
import type { Overview } from '../../api.js'
import { type Action, halting } from './actions.js'
import { Dialog } from './dialog.js'
import { ReasonField } from './reason-field.js'

/** What every question of the page needs. */
export interface QuestionProps {
  readonly overview: Overview
  readonly isBusy: boolean
  readonly onConfirm: (action: Action) => void
  readonly onCancel: () => void
}

/** Asks before all trading is stopped. */
export function HaltDialog({ overview, isBusy, onConfirm, onCancel }: QuestionProps) {
  const isHalted = overview.killSwitch !== null
  const positions = overview.account?.positions ?? []
  const [reason, setReason] = useState('')
  const [flatten, setFlatten] = useState(isHalted)
  return (
    <Dialog
      title={isHalted ? 'Sell everything?' : 'Halt trading?'}
      verb={flatten ? 'Halt and sell everything' : 'Halt'}
      tone="danger"
      isBusy={isBusy}
      onConfirm={() => onConfirm(halting(reason, flatten))}
      onCancel={onCancel}
    >
      <p>Nothing is sent from now on, also after a restart, until somebody resumes.</p>
      <ReasonField label="Why (optional)" placeholder="halted by hand" required={false} onChange={setReason} />
      <p class="field">
        <label>
          <input
            type="checkbox"
            checked={flatten}
            disabled={isHalted}
            onChange={({ currentTarget }) => setFlatten(currentTarget.checked)}
          />{' '}
          Sell everything, too: {positions.length === 0 ? 'nothing is held now' : counted(positions.length, 'position')}
        </label>
      </p>
    </Dialog>
  )
}
