import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { Refusal, type ServerEnv } from '../refusal.js'

/** Where the server listens, and what else it is called. */
export interface Listening {
  /** As it is configured: a name or an address. */
  readonly host: string
  /** What it came to. */
  readonly address: string
  readonly port: number
  /** Other names of this host. */
  readonly hosts: readonly string[]
}

/**
 * Refuses a request that was sent to another name than this server's: a page elsewhere whose name is pointed at this
 * machine (DNS rebinding) says its own name in Host. Addresses are no names, so nobody can point them elsewhere.
 */
export function guardHost(listening: Listening): MiddlewareHandler<ServerEnv> {
  const isOurs = createHostCheck(listening)
  return async (c, next) => {
    const { host = [] } = c.env.incoming.headersDistinct
    if (host.length !== 1 || !isOurs(host[0] ?? ''))
      throw new Refusal(421, 'this server is not called that; its other names stand in serve.hosts')
    await next()
  }
}

/** Tells whether a Host header names this server. */
export function createHostCheck({ host, address, port, hosts }: Listening): (header: string) => boolean {
  const named = new Set(hosts.map((name) => name.toLowerCase()))
  const isPrivate = isLoopback(address)
  return (header) => {
    const said = parseHost(header)
    if (said === undefined) return false
    if (named.has(said.name)) return true // the port is that of the proxy before it
    const isKnown = said.name === 'localhost' || said.name === host.toLowerCase()
    // Containers and probes reach a public address by others of the machine, and by other ports.
    if (!isPrivate) return isKnown || isIP(said.name) !== 0
    return (isKnown || isLoopback(said.name)) && (said.port === undefined || said.port === port)
  }
}

/** The name and port of a Host header, in small letters and without brackets; undefined for what is none. */
export function parseHost(header: string): { readonly name: string; readonly port: number | undefined } | undefined {
  const parts = /^(?:\[(?<v6>[0-9a-f:.]+)\]|(?<name>[a-z0-9._-]+))(?::(?<port>\d{1,5}))?$/i.exec(header)?.groups
  const name = parts?.['v6'] ?? parts?.['name']
  if (name === undefined) return undefined
  const port = parts?.['port']
  return { name: name.toLowerCase(), port: port === undefined ? undefined : Number(port) }
}

/** Whether an address is of this machine alone. */
export function isLoopback(address: string): boolean {
  const plain = address.replace(/^::ffff:/i, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
