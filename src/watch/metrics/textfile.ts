import { chmod, stat } from 'node:fs/promises'
import { writeWhole } from '../../files/whole-file.js'
import type { WatchContext, WatchPart } from '../part.js'

/** Where the figures go. */
export interface TextfileOptions {
  /** The figures as they are now. */
  readonly text: () => Promise<string>
  /** Such as `riskfirst.prom`, in the folder that node_exporter reads. */
  readonly file: string
}

/** Cycles may follow each other at once; then the file is as new as this. */
const AT_LEAST_MS = 1000
const BEATS = 3
/** Its reader is another user, whatever our own files are. */
const MODE = 0o644

/**
 * Keeps the figures in a file for node_exporter: whole, new after each cycle, at each third beat and at the end. Where it
 * cannot be written, that is said once, and tried again.
 */
export function createTextfile({ clocks, say }: WatchContext, { text, file }: TextfileOptions): WatchPart {
  let writing: Promise<void> | undefined
  let wroteMs = Number.NEGATIVE_INFINITY
  let beats = 0
  let isOwed = false
  let hasFailed = false
  let sealed: number | undefined

  const write = async () => {
    try {
      await writeWhole(file, await text())
      if (((await stat(file)).mode & 0o777) !== MODE) await chmod(file, MODE)
      hasFailed = false
    } catch (error) {
      if (!hasFailed) say(`metrics: cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
      hasFailed = true
    }
  }
  const renew = () => {
    if (writing !== undefined || clocks.timer.now() - wroteMs < AT_LEAST_MS) {
      isOwed = true
      return
    }
    isOwed = false
    wroteMs = clocks.timer.now()
    writing = write().finally(() => {
      writing = undefined
      if (isOwed) renew()
    })
  }
  return {
    onEvent({ type }) {
      if (type === 'cycle-ended') renew()
    },
    onOverview({ lastSealed }) {
      if (lastSealed?.number === sealed) return
      sealed = lastSealed?.number
      renew()
    },
    onBeat() {
      beats = (beats + 1) % BEATS
      if (beats === 0 || isOwed) renew()
    },
    async close() {
      isOwed = false
      await writing
      await write()
    },
  }
}
