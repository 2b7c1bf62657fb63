const KEY = 'riskfirst-token'

/** Kept here where the browser keeps nothing. */
let kept: string | undefined

/** Takes a token out of the address (`/#token=…`), where it would be seen and bookmarked. */
export function takeTokenFromAddress(): void {
  const [, token] = /^#\/?token=(.+)$/.exec(location.hash) ?? []
  if (token === undefined) return
  keepToken(decoded(token))
  history.replaceState(null, '', `${location.pathname}#/`)
}

/** What controls are asked with, if it is known in this tab. */
export function knownToken(): string | undefined {
  return kept ?? stored()
}

/** Keeps a token as long as the tab is open; without one it is forgotten. */
export function keepToken(token: string | undefined): void {
  kept = token
  try {
    if (token === undefined) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, token)
  } catch {
    // A browser that keeps nothing asks again after a reload.
  }
}

function stored(): string | undefined {
  try {
    return sessionStorage.getItem(KEY) ?? undefined
  } catch {
    return undefined // as above
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a token may hold a percent sign
  }
}
