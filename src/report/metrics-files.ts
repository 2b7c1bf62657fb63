import { mkdir, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { unfinishedName, writeWhole } from '../files/whole-file.js'
import type { Metrics } from './metrics.js'

/** A file that is complete on disk. */
export interface WrittenFile {
  readonly path: string
  readonly bytes: number
}

/** Keeps the metrics of the latest cycles as files. */
export interface MetricsFiles {
  /**
   * Adds a file and replaces `latest.json`; each is whole or not there at all. Calls run one after the other. Rejects
   * with an error that names the folder when it cannot be written; the next call tries afresh.
   */
  write(metrics: Metrics): Promise<WrittenFile>
}

const LATEST = 'latest.json'
const OURS = /^metrics_(\d{8}_\d{6})(?:_(\d+))?\.json$/

/**
 * Metrics files in `dir`, made when it is missing: `metrics_YYYYMMDD_HHMMSS.json` by the UTC timestamp, `_2`, `_3` where
 * the name is taken. Beyond `keep` (at least 1) the oldest goes. The folder is listed once, by name: no file is ever
 * read, and none with a name of another form is touched.
 */
export function createMetricsFiles({ dir, keep }: { readonly dir: string; readonly keep: number }): MetricsFiles {
  let folder: Folder | undefined
  let last: Promise<unknown> = Promise.resolve()

  const write = async (metrics: Metrics) => {
    try {
      folder ??= await openFolder(dir)
      const text = `${JSON.stringify(metrics, null, 2)}\n`
      const name = folder.freeName(stamp(metrics.timestamp))
      const path = join(dir, name)
      await writeWhole(path, text)
      await writeWhole(join(dir, LATEST), text)
      folder.add(name)
      await folder.prune(keep)
      return { path, bytes: Buffer.byteLength(text) }
    } catch (error) {
      folder = undefined
      const reason = error instanceof Error ? error.message : String(error)
      throw new Error(`metrics folder "${dir}": expected a folder that can be written, got ${reason}`, { cause: error })
    }
  }

  return {
    write(metrics) {
      const written = last.then(() => write(metrics))
      last = written.catch((error: unknown) => error) // the caller of this write is told; the next one starts anew
      return written
    },
  }
}

/** What is known of the folder without asking it again. */
interface Folder {
  freeName(stamp: string): string
  add(name: string): void
  prune(keep: number): Promise<void>
}

async function openFolder(dir: string): Promise<Folder> {
  await mkdir(dir, { recursive: true })
  const names = await readdir(dir)
  await Promise.all(names.filter(isTorn).map((name) => removeIfPossible(join(dir, name))))
  const oldestFirst = names.filter((name) => OURS.test(name)).sort(byAge)
  const highest = new Map<string, number>()
  for (const name of oldestFirst) highest.set(stampOf(name), numberOf(name))

  return {
    freeName(stamp) {
      const number = (highest.get(stamp) ?? 0) + 1
      return number === 1 ? `metrics_${stamp}.json` : `metrics_${stamp}_${number}.json`
    },
    add(name) {
      oldestFirst.push(name)
      highest.set(stampOf(name), numberOf(name))
    },
    async prune(keep) {
      const dropped = oldestFirst.splice(0, Math.max(0, oldestFirst.length - keep))
      for (const name of dropped) {
        if (highest.get(stampOf(name)) === numberOf(name)) highest.delete(stampOf(name))
        await removeIfPossible(join(dir, name))
      }
    },
  }
}

/** What a crash leaves in the middle of a write. */
function isTorn(name: string): boolean {
  const whole = unfinishedName(name)
  return whole !== undefined && (whole === LATEST || OURS.test(whole))
}

/** What cannot be removed (gone already, a folder, not ours) is left alone. */
function removeIfPossible(path: string): Promise<unknown> {
  return unlink(path).catch((error: unknown) => error)
}

function byAge(a: string, b: string): number {
  return stampOf(a) === stampOf(b) ? numberOf(a) - numberOf(b) : stampOf(a) < stampOf(b) ? -1 : 1
}

function stampOf(name: string): string {
  return OURS.exec(name)?.[1] ?? ''
}

function numberOf(name: string): number {
  return Number(OURS.exec(name)?.[2] ?? 1)
}

/** `2026-01-01T10:06:32Z` → `20260101_100632`. */
function stamp(iso: string): string {
  return iso.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_')
}
