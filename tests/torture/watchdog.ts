import { Worker } from 'node:worker_threads'

/** Ends this process, and says at what it stood, when it does not come back from an input. */
export interface Watchdog {
  /** An input begins. */
  watch(what: string): void
  close(): Promise<unknown>
}

/** In a thread of its own, as what hangs keeps its own thread from everything. */
const dog = `
const { parentPort, workerData } = require('node:worker_threads')
const { writeSync } = require('node:fs')
const { beat, text, patienceMs } = workerData
let last = -1
setInterval(() => {
  const now = Atomics.load(beat, 0)
  if (now === last && now % 2 === 1) {
    const what = Buffer.from(text.slice(0, Atomics.load(beat, 1))).toString()
    writeSync(2, 'hangs for ' + patienceMs / 1000 + ' s: ' + what + '\\n')
    process.kill(process.pid, 'SIGKILL')
  }
  last = now
}, patienceMs)
parentPort.on('message', () => process.exit())
`

/** Starts one that waits at least so long, ms. */
export function startWatchdog(patienceMs: number): Watchdog {
  const beat = new Int32Array(new SharedArrayBuffer(8))
  const text = new Uint8Array(new SharedArrayBuffer(200))
  const worker = new Worker(dog, { eval: true, workerData: { beat, text, patienceMs } })
  worker.unref()
  return {
    watch(what) {
      const { written } = new TextEncoder().encodeInto(what, text)
      Atomics.store(beat, 1, written)
      Atomics.store(beat, 0, (Atomics.load(beat, 0) + 2) | 1)
    },
    close: () => worker.terminate(),
  }
}
