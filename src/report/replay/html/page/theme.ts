/** The colour that the style sheet gives `--name` at present. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

/** Calls `changed` when the page turns dark or light, and around printing, which is always light. */
export function watchTheme(changed: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', changed)
  for (const [event, printing] of [
    ['beforeprint', true],
    ['afterprint', false],
  ] as const)
    addEventListener(event, () => {
      document.documentElement.classList.toggle('printing', printing)
      changed()
    })
}
