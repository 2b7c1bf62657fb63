import { type WebAddress, webAddress } from '../web-address.js'

/** What a ping tells, as healthchecks.io has it: a cycle began, it was right, or it was not. */
export type PingKind = 'start' | 'success' | 'fail'

/** The address of one kind of ping: `/start` or `/fail` behind the path, and the run's id behind what the query holds. */
export function pingAddress(address: string, kind: PingKind, runId?: string): WebAddress {
  const url = new URL(address)
  if (kind !== 'success') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${kind}`
  if (runId !== undefined) url.search = `${url.search === '' ? '?' : `${url.search}&`}rid=${runId}`
  url.hash = ''
  return webAddress(url.href)
}
