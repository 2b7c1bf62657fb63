/** What a ping tells, as healthchecks.io has it: a cycle began, it was right, or it was not. */
export type PingKind = 'start' | 'success' | 'fail'

/** Where a ping goes, and what its sender proves itself with. */
export interface PingAddress {
  readonly url: string
  /** Of the user and the password in the address, which fetch refuses there. */
  readonly authorization?: string
}

/** The address of one kind of ping: `/start` or `/fail` behind the path, and the run's id behind what the query holds. */
export function pingAddress(address: string, kind: PingKind, runId?: string): PingAddress {
  const url = new URL(address)
  if (kind !== 'success') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${kind}`
  if (runId !== undefined) url.search = `${url.search === '' ? '?' : `${url.search}&`}rid=${runId}`
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.hash = ''
  if (username === '' && password === '') return { url: url.href }
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')
  return { url: url.href, authorization: `Basic ${credentials}` }
}
