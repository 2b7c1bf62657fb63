import { createRequire } from 'node:module'
import { Worker } from 'node:worker_threads'
import type { MessageFromThread, MessageToThread } from './messages.js'
import type { WatchSetup } from './setup.js'

/** A thread that watches. */
export interface Thread {
  /** Whether it could begin. */
  readonly begun: Promise<{ readonly address?: string } | { readonly refused: string }>
  /** It is done, as it was told to close. */
  readonly closed: Promise<void>
  /** Why it ended, whether or not it was told to. */
  readonly ended: Promise<string>
  post(message: MessageToThread): void
  /** Ends it at once. */
  end(): Promise<void>
}

/** What it may grow to; then it ends, and not the loop. */
const MEMORY_MB = 256
const LONGEST_PRINT = 2000

/** Begins the thread of a watch; `hear` takes what it says, and what its packages print: stdout is for data. */
export function openThread(
  setup: WatchSetup,
  hear: (message: MessageFromThread) => void,
  file: string | URL = threadFile(),
): Thread {
  const worker = new Worker(file, {
    workerData: setup,
    env: { ...setup.env },
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    stdout: true,
    stderr: true,
  })
  for (const output of [worker.stdout, worker.stderr])
    output.setEncoding('utf8').on('data', (text: string) => {
      if (text.trim() !== '') hear({ type: 'say', text: `watch: ${text.trim().slice(0, LONGEST_PRINT)}` })
    })
  let why = 'its thread ended'
  const ended = new Promise<string>((resolve) => {
    worker.on('error', (error) => {
      why = `its thread failed: ${error instanceof Error ? error.message : String(error)}`
    })
    worker.on('exit', () => resolve(why))
  })
  const begun = new Promise<Awaited<Thread['begun']>>((resolve) => {
    worker.on('message', (message: MessageFromThread) => {
      if (message.type === 'ready') resolve(message.address === undefined ? {} : { address: message.address })
      else if (message.type === 'refused') resolve({ refused: message.message })
      hear(message)
    })
    void ended.then((refused) => resolve({ refused }))
  })
  const closed = new Promise<void>((resolve) => {
    worker.on('message', ({ type }: MessageFromThread) => {
      if (type === 'closed') resolve()
    })
    void ended.then(() => resolve())
  })
  return {
    begun,
    closed,
    ended,
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
    post: (message) => worker.postMessage(message),
    async end() {
      await worker.terminate()
    },
  }
}

/** The program of the thread: watch-thread.ts, as the package exports it. */
function threadFile(): string {
  return createRequire(import.meta.url).resolve('riskfirst/watch-thread')
}
