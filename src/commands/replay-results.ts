import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import type { ReplayReport } from '../report/replay/report.js'
import { CommandError, exitCode } from './exit-code.js'

/** Where replays of a data folder are kept, each in a folder of its own. */
export const replaysIn = (dataDir: string): string => join(dataDir, 'replays')

/**
 * The folder of a new replay: `name`, which must be free, or else `from_to` with `-2`, `-3`… where that is taken.
 * Throws CommandError for a name that is taken.
 */
export function newReplayFolder(dataDir: string, name: string | undefined, span: string): string {
  const folder = join(replaysIn(dataDir), name ?? span)
  if (!existsSync(folder)) return folder
  if (name !== undefined)
    throw new CommandError(exitCode.usage, `--name: expected one that is free, got "${name}": ${folder} is there`)
  for (let number = 2; ; number++) if (!existsSync(`${folder}-${number}`)) return `${folder}-${number}`
}

/** A file of a replay, complete on disk. */
export interface ReplayFile {
  readonly what: string
  readonly path: string
}

/** Writes the report's files: JSON and page into the folder, if there is one, and a page to where one is asked for. */
export async function writeReport(
  report: ReplayReport,
  { folder, html }: { readonly folder?: string; readonly html?: string | undefined },
): Promise<readonly ReplayFile[]> {
  const pages = [...(folder === undefined ? [] : [join(folder, 'report.html')]), ...(html === undefined ? [] : [html])]
  const written: ReplayFile[] = []
  const write = async (what: string, path: string, text: string) => {
    await mkdir(dirname(path), { recursive: true })
    await writeFileAtomic(path, text)
    written.push({ what, path })
  }
  if (pages.length > 0) {
    const { htmlReport } = await import('../report/replay/html/html-report.js')
    const page = await htmlReport(report)
    for (const path of pages) await write('pictures', path, page)
  }
  if (folder !== undefined) await write('figures', join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  return written
}
