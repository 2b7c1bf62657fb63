import type { Outcome } from './actions.js'

/** What came of the last action, said to those who do not see it too; it stays until it is put away. */
export function Notice({ outcome, onClose }: { readonly outcome: Outcome | undefined; readonly onClose: () => void }) {
  return (
    <div class={outcome === undefined ? '' : 'notice-place'}>
      <div role="status" class="notice-words">
        {outcome !== undefined && (
          <div class={outcome.ok ? 'notice good' : 'notice warning'}>
            {outcome.words.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </div>
        )}
      </div>
      {outcome !== undefined && (
        <button type="button" class="plain" onClick={onClose}>
          Put away
        </button>
      )}
    </div>
  )
}
