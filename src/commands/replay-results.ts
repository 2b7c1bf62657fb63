import { mkdirSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { writeWhole } from '../files/whole-file.js'
import { messageOf } from '../orchestrator/message.js'
import type { ReplayReport } from '../report/replay/report.js'
import { CommandError, exitCode } from './exit-code.js'

/** Where a report goes beside the terminal. */
export interface ReportPlaces {
  /** Of the replay's record; undefined when it has none. */
  readonly folder: string | undefined
  /** One more page. */
  readonly html: string | undefined
}

/** A file of a report, complete on disk. */
export interface ReportFile {
  readonly what: 'figures' | 'pictures'
  readonly path: string
}

/** Before the work is done: throws CommandError when the page could not be written where it is wanted. */
export function requirePlace(html: string | undefined): void {
  if (html === undefined) return
  const refuse = (got: string, cause?: unknown) => {
    throw new CommandError(exitCode.usage, `--html: expected a file that can be written, got ${got}`, { cause })
  }
  try {
    mkdirSync(dirname(html), { recursive: true })
    if (statSync(html, { throwIfNoEntry: false })?.isDirectory() === true) refuse(`${html}, which is a folder`)
  } catch (error) {
    if (error instanceof CommandError) throw error
    refuse(messageOf(error), error)
  }
}

/** Writes the figures as JSON, then the page; throws CommandError for a place that cannot be written. */
export async function writeReport(
  report: ReplayReport,
  { folder, html }: ReportPlaces,
): Promise<readonly ReportFile[]> {
  const files: ReportFile[] = []
  const write = async (what: ReportFile['what'], path: string, text: string) => {
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeWhole(path, text)
    } catch (error) {
      const reason = messageOf(error)
      const message = `the report's ${what}: expected a file that can be written, got ${reason}`
      throw new CommandError(exitCode.configuration, message, { cause: error })
    }
    files.push({ what, path })
  }
  if (folder !== undefined) await write('figures', join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
  const pages = [folder === undefined ? undefined : join(folder, 'report.html'), html].filter(
    (path) => path !== undefined,
  )
  if (pages.length === 0) return files
  const { htmlReport } = await import('../report/replay/html/html-report.js')
  const page = await htmlReport(report)
  for (const path of pages) await write('pictures', path, page)
  return files
}
