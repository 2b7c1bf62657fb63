/** Why a fetch failed: the code that the network gave, which fetch hides in the cause, and its own message. */
export interface FetchFault {
  readonly code: string | undefined
  readonly message: string
}

/** Reads what a fetch threw. */
export function fetchFault(error: unknown): FetchFault {
  const { message, cause } = error instanceof Error ? error : new Error(String(error))
  const isCoded = typeof cause === 'object' && cause !== null && 'code' in cause
  return { code: isCoded ? String(cause.code) : undefined, message }
}
