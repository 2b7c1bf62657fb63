import { open, rename, rm } from 'node:fs/promises'

/** What a file is called until it is whole; one that is left was torn by a crash. */
export const UNFINISHED = '.tmp'

/** Replaces a file so that readers, and a power cut, find the old one or the new one and nothing between. */
export async function writeWholeFile(path: string, text: string): Promise<void> {
  const unfinished = path + UNFINISHED
  try {
    const file = await open(unfinished, 'w')
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined) // what failed first is what the caller must hear
    throw error
  }
}
