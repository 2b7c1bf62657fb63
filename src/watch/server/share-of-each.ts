import type { Socket } from 'node:net'

/**
 * Takes so many connections of one address at a time, and cuts off more: a probe of another is answered while one holds
 * as many as it can.
 */
export function shareOfEach(most: number): (socket: Socket) => void {
  const counts = new Map<string, number>()
  return (socket) => {
    const { remoteAddress: address = '' } = socket
    const count = counts.get(address) ?? 0
    if (count >= most) return void socket.destroy()
    counts.set(address, count + 1)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left === 0) counts.delete(address)
      else counts.set(address, left)
    })
  }
}
