import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'

/** A question that stands before everything else until it is answered. */
export interface DialogProps {
  readonly title: string
  /** What the button that does it says. */
  readonly verb: string
  readonly tone?: 'danger' | 'plain'
  /** It waits for an answer of the server. */
  readonly isBusy: boolean
  readonly onConfirm: () => void
  readonly onCancel: () => void
  readonly children?: ComponentChildren
}

/** A dialog of the browser's own: Escape leaves it, Enter confirms, and the focus goes back to where it was. */
export function Dialog({ title, verb, tone = 'plain', isBusy, onConfirm, onCancel, children }: DialogProps) {
  const titleId = useId()
  const element = useOpenDialog(onCancel)
  return (
    <dialog ref={element} aria-labelledby={titleId}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!isBusy) onConfirm()
        }}
      >
        <h2 id={titleId}>{title}</h2>
        {children}
        <div class="buttons">
          <button type="button" class="plain" onClick={() => element.current?.close()}>
            Cancel
          </button>
          <button type="submit" class={`${tone} strong`} aria-disabled={isBusy}>
            {isBusy ? 'asking…' : verb}
          </button>
        </div>
      </form>
    </dialog>
  )
}

/** Closed before it is taken away: only then the browser gives the focus back. */
function useOpenDialog(onCancel: () => void) {
  const element = useRef<HTMLDialogElement>(null)
  const cancel = useRef(onCancel)
  cancel.current = onCancel
  useLayoutEffect(() => {
    const dialog = element.current
    const closed = () => cancel.current()
    dialog?.showModal()
    dialog?.addEventListener('close', closed)
    return () => {
      dialog?.removeEventListener('close', closed)
      dialog?.close()
    }
  }, [])
  return element
}
