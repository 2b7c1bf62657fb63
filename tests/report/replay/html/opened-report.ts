import { createHash } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { htmlReport } from '../../../../src/report/replay/html/html-report.js'
import type { ReplayReport } from '../../../../src/report/replay/report.js'
import { startChromium } from '../../../support/chromium.js'

/** A report that stands open in a browser. */
export interface OpenedReport {
  readonly page: Page
  readonly url: string
  /** All that it said on the console, threw, or asked the reader. */
  readonly faults: readonly string[]
  /** All that it asked for; nothing but the file itself was given. */
  readonly requests: readonly string[]
}

/** One browser for the tests of a file; the returned function opens a report from a file, as a person would. */
export function useBrowser(): (report: ReplayReport, options?: BrowserContextOptions) => Promise<OpenedReport> {
  let browser: Browser
  const pages: Page[] = []
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()))
  })
  afterAll(() => browser?.close())

  return async (report, options = {}) => {
    const path = join(mkdtempSync(join(tmpdir(), 'html-report-')), 'report.html')
    const url = pathToFileURL(path).href
    writeFileSync(path, await htmlReport(report))
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      colorScheme: 'light',
      ...options,
    })
    const page = await context.newPage()
    pages.push(page)
    const faults: string[] = []
    const requests: string[] = []
    page.on('console', (message) => faults.push(message.text()))
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('dialog', (dialog) => {
      faults.push(dialog.message())
      void dialog.dismiss()
    })
    await context.route('**', (route) => {
      const asked = route.request().url()
      requests.push(asked)
      return asked === url ? route.continue() : route.abort()
    })
    await page.goto(url)
    return { page, url, faults, requests }
  }
}

/** How many dots of a picture have exactly a colour, given as `red,green,blue`, right after the page did `first`. */
export async function dots(page: Page, chart: string, colour: string, first = ''): Promise<number> {
  return await page.evaluate<number>(`(async () => {
    await ${first === '' ? 'null' : first}
    const canvas = document.querySelector('#${chart}-chart canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    let dots = 0
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255 && data.slice(at, at + 3).join() === '${colour}') dots++
    return dots
  })()`)
}

/** A print of the picture as it is drawn now: two that are drawn alike have the same. */
export async function drawn(page: Page, chart: string): Promise<string> {
  const picture = await page.evaluate<string>(`document.querySelector('#${chart}-chart canvas').toDataURL()`)
  return createHash('sha256').update(picture).digest('hex')
}
