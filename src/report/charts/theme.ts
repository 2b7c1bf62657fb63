/** The colour that the style sheet gives `--name` at present. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** The colours at present, each looked up once: for one drawing of many things. */
export function palette(): (name: string) => string {
  const known = new Map<string, string>()
  return (name) => {
    const found = known.get(name) ?? colour(name)
    known.set(name, found)
    return found
  }
}

/**
 * Calls `changed` when the page turns dark or light, and around printing, which is always light, until the returned
 * function is called.
 */
export function watchTheme(changed: () => void): () => void {
  const over = new AbortController()
  const { signal } = over
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed, { signal })
  for (const [event, printing] of [
    ['beforeprint', true],
    ['afterprint', false],
  ] as const)
    addEventListener(
      event,
      () => {
        document.documentElement.classList.toggle('printing', printing)
        changed()
      },
      { signal },
    )
  return () => over.abort()
}
