import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Address, printAddress } from '../../config/address.js'
import type { Timer } from '../../orchestrator/clock.js'
import { expired, withDeadline } from '../../orchestrator/deadline.js'
import { withoutBacklog } from './backlog.js'
import { shareOfEach } from './share-of-each.js'

/** A server that listens. */
export interface ListeningServer {
  /** What the address came to. */
  readonly bound: { readonly address: string; readonly port: number }
  /** What answers; until it is told, requests wait. */
  answer(listener: RequestListener): void
  /** Takes no more, lets answers that are under way be sent for a second, and frees the port. */
  close(): Promise<void>
}

/** A slow, silent or endless client holds little, and not for long. */
const LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  keepAliveTimeout: 5000,
  maxHeaderSize: 16_384,
  connectionsCheckingInterval: 1000,
}
const MOST_CONNECTIONS = 500
/** All browsers behind one proxy are one address; the probes of a container are another. */
const MOST_OF_ONE_ADDRESS = 300
const MOST_REQUESTS_OF_ONE = 1000
/** Event streams say something every 15 s. */
const SILENT_MS = 60_000
const CLOSING_MS = 1000

/** Listens there; throws an Error for people when it cannot. */
export async function listen(address: Address, timer: Timer): Promise<ListeningServer> {
  const server = createServer(LIMITS)
  server.maxConnections = MOST_CONNECTIONS
  server.maxRequestsPerSocket = MOST_REQUESTS_OF_ONE
  server.timeout = SILENT_MS
  server.on('connection', shareOfEach(MOST_OF_ONE_ADDRESS))
  server.listen(address.port, address.host)
  try {
    await once(server, 'listening')
  } catch (cause) {
    throw new Error(`serve.address: expected ${expectation(cause, address)}`, { cause })
  }
  let closing: Promise<void> | undefined
  const bound = server.address() as AddressInfo // one that listens on a port has one
  return {
    bound: { address: bound.address, port: bound.port },
    answer: (listener) => server.on('request', withoutBacklog(listener)),
    close: () => (closing ??= close(server, timer)),
  }
}

async function close(server: Server, timer: Timer): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  if ((await withDeadline(closed, CLOSING_MS, timer)) === expired) server.closeAllConnections()
  await closed
}

function expectation(error: unknown, address: Address): string {
  const where = printAddress(address)
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `an address that is free, ${where} is in use`
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `an address of this machine, got ${where}`
    case 'EACCES':
      return `a port that this user may listen on, got ${where}`
    case undefined:
      return `an address to listen on, got ${where}`
  }
  return `an address to listen on, got ${where}: ${String(error)}`
}
