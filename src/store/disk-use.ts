import { readdir, stat, statfs } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { databasePath, paperBrokerPath } from './database.js'

/** What there is on disk, and what is left of it; bytes. */
export interface DiskUse {
  /** Of the file system that the data folder is in, or would be made in; null where it does not tell. */
  readonly free: number | null
  /** The record and the broker's books, with the logs and copies of older formats beside them. */
  readonly record: number
  /** What agents' processes printed. */
  readonly logs: number
  readonly metrics: number
}

/** With less than this free, people are told. */
export const LEAST_FREE_BYTES = 1024 ** 3

/** What people are told of a data folder with little space left; undefined while there is enough, or nobody knows. */
export function diskLowWords(dataDir: string, { free }: Pick<DiskUse, 'free'>): string | undefined {
  if (free === null || free >= LEAST_FREE_BYTES) return undefined
  const megabytes = Math.floor(free / 1024 ** 2)
  return `only ${megabytes} MB are free for ${dataDir}: a cycle that cannot be recorded fails closed`
}

/** What a data folder takes; never rejects: what cannot be read counts nothing. */
export async function diskUse(dataDir: string, metricsDir: string): Promise<DiskUse> {
  const databases = [databasePath(dataDir), paperBrokerPath(dataDir)].map((path) => basename(path))
  return {
    free: await freeBytes(dataDir),
    record: await bytesIn(dataDir, (name) => databases.some((database) => name.startsWith(database))),
    logs: await bytesIn(join(dataDir, 'logs')),
    metrics: await bytesIn(metricsDir),
  }
}

/** What is free to this user in the file system of a folder, or of the first above it that is there. Never rejects. */
export async function freeBytes(folder: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(folder)
    return bavail * bsize
  } catch {
    const above = dirname(folder)
    return above === folder ? null : freeBytes(above)
  }
}

/** The files of a folder, one after the other: many looks at once would keep the disk from whoever trades. */
async function bytesIn(folder: string, isMeant: (name: string) => boolean = () => true): Promise<number> {
  let bytes = 0
  const names = await readdir(folder).catch(() => [])
  for (const name of names) if (isMeant(name)) bytes += await bytesOf(join(folder, name))
  return bytes
}

/** Files are renamed and removed meanwhile. */
async function bytesOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() === true ? found.size : 0
}
