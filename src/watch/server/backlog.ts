import type { RequestListener } from 'node:http'
import type { Socket } from 'node:net'

/** What all answers that nobody takes may hold together: it is memory of the loop's process. */
const MOST_UNSENT_BYTES = 128 * 1024 ** 2

/**
 * Answers one request of a connection at a time, and none while too much is left unsent: who sends a thousand requests
 * at once and reads no answer would fill the memory of the loop. Browsers and programs wait for an answer before they
 * ask again on the same connection; one that does not is cut off.
 */
export function withoutBacklog(listener: RequestListener, mostUnsentBytes = MOST_UNSENT_BYTES): RequestListener {
  const answering = new Set<Socket>()
  return (incoming, outgoing) => {
    const { socket } = incoming
    if (answering.has(socket)) return void socket.destroy()
    if (unsentBytes(answering) > mostUnsentBytes) {
      outgoing.writeHead(503, { 'Retry-After': '30', Connection: 'close' })
      return void outgoing.end('too much that was asked for is not taken\n')
    }
    answering.add(socket)
    outgoing.once('close', () => answering.delete(socket))
    return listener(incoming, outgoing)
  }
}

function unsentBytes(sockets: Iterable<Socket>): number {
  let bytes = 0
  for (const { writableLength } of sockets) bytes += writableLength
  return bytes
}
