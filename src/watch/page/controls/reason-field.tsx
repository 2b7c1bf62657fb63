import { useId } from 'preact/hooks'

/** What a field for a reason needs. */
export interface ReasonFieldProps {
  readonly label: string
  readonly placeholder: string
  readonly required: boolean
  readonly onChange: (reason: string) => void
}

/** Asks why; the words stay in the record. */
export function ReasonField({ label, placeholder, required, onChange }: ReasonFieldProps) {
  const id = useId()
  return (
    <p class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        maxLength={200}
        placeholder={placeholder}
        required={required}
        // More than spaces.
        pattern={required ? '.*\\S.*' : undefined}
        onInput={({ currentTarget }) => onChange(currentTarget.value.trim())}
      />
    </p>
  )
}
