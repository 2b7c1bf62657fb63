import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { startChromium } from '../../support/chromium.js'
import { type PageServer, TOKEN } from '../../support/page-server.js'

/** The live page, open in a browser. */
export interface OpenedPage {
  readonly page: Page
  /** All that it said on the console, threw, or asked by a dialog of the browser; lost connections apart. */
  readonly faults: readonly string[]
}

/** How a page is opened: with the token in its address, unless there is another way to it. */
export interface OpenOptions extends BrowserContextOptions {
  readonly at?: string
  /** Time in the page goes on only as the test says. */
  readonly stopsTime?: boolean
}

/** One browser for the tests of a file; the returned function opens the page of a server, as a person would. */
export function useBrowser(): (server: PageServer, options?: OpenOptions) => Promise<OpenedPage> {
  let browser: Browser
  const pages: Page[] = []
  beforeAll(async () => {
    browser = await startChromium()
  })
  afterEach(async () => {
    await Promise.all(pages.splice(0).map((page) => page.context().close()))
  })
  afterAll(() => browser?.close())

  return async (server, { at = `/#token=${TOKEN}`, stopsTime = false, ...options } = {}) => {
    const context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      colorScheme: 'light',
      ...options,
    })
    const page = await context.newPage()
    pages.push(page)
    const faults: string[] = []
    page.on('console', (message) => {
      if (!/net::ERR_|status of 401/.test(message.text())) faults.push(message.text())
    })
    page.on('pageerror', (error) => faults.push(error.message))
    page.on('dialog', (dialog) => {
      faults.push(dialog.message())
      void dialog.dismiss()
    })
    if (stopsTime) await page.clock.install()
    await page.goto(`${server.address}${at}`)
    return { page, faults }
  }
}
