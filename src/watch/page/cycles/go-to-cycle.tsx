import { useState } from 'preact/hooks'

/** Goes to a cycle by its number, or its id. */
export function GoToCycle() {
  const [isWrong, setWrong] = useState(false)
  const go = (event: SubmitEvent) => {
    event.preventDefault()
    if (!(event.currentTarget instanceof HTMLFormElement)) return
    const asked = new FormData(event.currentTarget).get('cycle')
    const [, digits] = /^\s*c?0*(\d{1,12})\s*$/.exec(typeof asked === 'string' ? asked : '') ?? []
    setWrong(digits === undefined)
    if (digits !== undefined) location.hash = `#/cycles/c${digits.padStart(6, '0')}`
  }
  return (
    <form class="go-to" onSubmit={go}>
      <label>
        Go to cycle <input name="cycle" inputMode="numeric" autocomplete="off" size={9} aria-invalid={isWrong} />
      </label>
      <button type="submit" class="plain">
        Go
      </button>
      {isWrong && (
        <span class="bad" role="alert">
          a number is expected, such as 12
        </span>
      )}
    </form>
  )
}
