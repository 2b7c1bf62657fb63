import type { WatchedAgent } from '../../api.js'
import { switching } from './actions.js'
import { Dialog } from './dialog.js'
import type { QuestionProps } from './halt-dialog.js'

/** Asks before an agent is enabled or disabled. */
export function AgentDialog({ agent, isBusy, onConfirm, onCancel }: QuestionProps & { readonly agent: WatchedAgent }) {
  const { name, enabled, critical } = agent
  const word = enabled ? 'Disable' : 'Enable'
  return (
    <Dialog
      title={`${word} ${name}?`}
      verb={word}
      tone={enabled ? 'danger' : 'plain'}
      isBusy={isBusy}
      onConfirm={() => onConfirm(switching(name, !enabled))}
      onCancel={onCancel}
    >
      <p>
        The configuration file is changed, and holds from the next cycle on.
        {enabled && critical && ' It is critical: without it one check fewer stands before trading.'}
        {enabled && !critical && ' What it holds stays, with its protections.'}
      </p>
    </Dialog>
  )
}
