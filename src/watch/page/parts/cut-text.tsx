/** A text of others' on at most two lines, and whole to whoever points at it. */
export function CutText({ text, tone = '' }: { readonly text: string; readonly tone?: string }) {
  return (
    <span class={`cut ${tone}`} title={text}>
      {text}
    </span>
  )
}
