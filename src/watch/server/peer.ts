import type { IncomingMessage } from 'node:http'

/** The address at the other end of a request's connection; nothing in the request can change it. */
export function peerOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/i, '')
}
