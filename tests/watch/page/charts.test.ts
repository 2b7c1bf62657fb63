import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Series } from '../../../src/watch/api.js'
import { type PageServer, pageServer } from '../../support/page-server.js'
import { instantAt, SERIES_END, seriesFill, watchedSeries } from '../../support/watched-series.js'
import { sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()
const EQUITY = '28,95,212'
const HALTED = '196,49,75'
const REDUCING = '217,165,20'
const BOUGHT = '10,125,79'

/** A system whose last cycle is the last of the series. */
function overviewOf(cycle = 122) {
  const overview = watchedOverview(Date.now())
  const asOf = new Date((SERIES_END + (cycle - 122) * 900) * 1000).toISOString()
  return { ...overview, account: { ...overview.account!, cycleId: `c000${cycle}`, asOf } }
}

async function served(series: Series = watchedSeries()): Promise<PageServer> {
  const server = await pageServer({ overview: overviewOf(), live: sleepingLive(Date.now()) })
  server.serve('/api/series', series)
  return server
}

const legend = (page: Page, chart = 'equity') => page.locator(`#${chart}-chart .legend`)

/** The page with its pictures drawn. */
async function drawn(server: PageServer, options: Parameters<typeof open>[1] = {}) {
  const opened = await open(server, options)
  await opened.page.locator('#books-chart canvas, #exposure-chart canvas').first().waitFor()
  await legend(opened.page).getByText('Equity').waitFor()
  return opened
}

/** How many dots of a picture have exactly a colour. */
const dots = (page: Page, chart: string, colour: string) =>
  page.evaluate<number>(`(() => {
    const { width, height } = document.querySelector('#${chart}-chart canvas')
    const copy = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d', { willReadFrequently: true })
    copy.drawImage(document.querySelector('#${chart}-chart canvas'), 0, 0)
    const { data } = copy.getImageData(0, 0, width, height)
    let dots = 0
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] === 255 && data.slice(at, at + 3).join() === '${colour}') dots++
    return dots
  })()`)

/** Puts the pointer at a share of the time that is shown; `y` from the top, or on the line of equity. */
async function point(page: Page, share: number, y: number, chart = 'equity') {
  const over = page.locator(`#${chart}-chart .u-over`)
  const { width = 0 } = (await over.boundingBox()) ?? {}
  await over.hover({ position: { x: width * share, y } })
}

/** The share of the width at which an instant of the whole series stands: there is a margin at either end. */
const place = (share: number) => (share + 0.008) / 1.016

/** What is said where a mark may stand at a share of the series, whatever its height; nothing where there is none. */
async function tipOnLine(page: Page, share: number): Promise<string> {
  const tip = page.locator('#equity-chart .tip')
  const { height = 0 } = (await page.locator('#equity-chart .u-over').boundingBox()) ?? {}
  for (let y = 5; y < height; y += 6) {
    await point(page, place(share), y)
    if (await tip.isVisible()) return await tip.innerText()
  }
  return ''
}

describe('money over time', () => {
  it('is drawn: equity, drawdown, exposure and books, each in its colour, with halts, reductions and fills', async () => {
    const { page, faults } = await drawn(await served())
    for (const [chart, colours] of [
      ['equity', [EQUITY, HALTED, REDUCING, BOUGHT]],
      ['drawdown', [EQUITY, HALTED, REDUCING]],
      ['exposure', [EQUITY, HALTED, REDUCING]],
      ['books', ['28,95,212', '180,84,10', HALTED]],
    ] as const)
      for (const colour of colours)
        await expect.poll(() => dots(page, chart, colour), { message: chart }).toBeGreaterThan(5)
    expect(faults).toEqual([])
  })

  it('tells at the pointer why nothing could be bought, and not beside it', async () => {
    const { page } = await drawn(await served())
    const tip = page.locator('#equity-chart .tip')
    await point(page, place(0.35), 20)
    await tip.waitFor({ state: 'visible' })
    expect(await tip.innerText()).toMatch(/✖ Halted \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\+01:00, until /)
    expect(await tip.innerText()).toContain('daily-loss: the account lost 6.2 % since the day began')
    await point(page, place(0.62), 20, 'exposure')
    expect(await page.locator('#exposure-chart .tip').innerText()).toContain('drawdown-soft: drawdown is 9 %')
    await point(page, place(0.45), 20)
    expect(await tip.isVisible()).toBe(false)
  })

  it('tells of a fill whose mark is pointed at: what, how much, at which price, by whom', async () => {
    const { page } = await drawn(await served())
    expect(await tipOnLine(page, 0.2)).toMatch(/▲ bought 0.0521 BTC\/USDT at 43,912.40\s+strategy, c000012, /)
    expect(await tipOnLine(page, 0.5)).toMatch(/▼ sold 1.5 ETH\/USDT at 2,325.35\s+copybot, c000012, /)
    expect(await tipOnLine(page, 0.8)).toBe('')
  })

  it('makes one mark of fills that would hide each other, tells how many, and that some are not marked', async () => {
    const fills = Array.from({ length: 9 }, (_, index) =>
      seriesFill({ at: instantAt(0.2) + index * 900, agent: `agent-${index}` }),
    )
    const { page } = await drawn(await served(watchedSeries({ fills, fillsCut: true })))
    const told = await tipOnLine(page, 0.2)
    expect(told).toMatch(/^▲ bought 9 times\s+agent-0: 0.01 BTC\/USDT at 2,325.35, /)
    expect(told).toMatch(/and 4 more$/)
    expect(await page.getByText('the 9 largest fills are marked').isVisible()).toBe(true)
  })

  it('is read by the keyboard: values, fills and halts of a point, and its ends', async () => {
    const { page } = await drawn(await served())
    const plot = page.getByRole('img', { name: /^Equity\./ })
    await plot.focus()
    const readout = page.locator('.money-over-time [role=status]').last()
    await page.keyboard.press('End')
    expect(await readout.innerText()).toMatch(/^2026-03-01 01:00:00\+01:00; Low [\d,.]+; Equity [\d,.]+$/)
    await page.keyboard.press('Home')
    for (let row = 0; row < 3; row++) await page.keyboard.press('PageDown')
    for (let row = 0; row < 10; row++) await page.keyboard.press('ArrowRight')
    expect(await readout.innerText()).toContain('▲ bought 0.0521 BTC/USDT at 43,912.40; strategy, c000012')
    for (let row = 0; row < 2; row++) await page.keyboard.press('PageDown')
    expect(await readout.innerText()).toContain('daily-loss: the account lost 6.2 %')
    expect(await page.locator('#equity-chart .tip').innerText()).toContain('daily-loss')
  })

  it('shows the values at the cursor in its legend, and takes away a line that is not wanted', async () => {
    const { page } = await drawn(await served())
    const last = await legend(page, 'books').innerText()
    await point(page, 0.5, 30, 'books')
    await expect.poll(() => legend(page, 'books').innerText()).not.toBe(last)
    const before = await dots(page, 'books', '28,95,212')
    await page.getByRole('button', { name: /^copybot/ }).click()
    await expect.poll(() => dots(page, 'books', '28,95,212')).toBeLessThan(before / 2)
  })

  it('asks for a part of the record in market time, when a range is chosen', async () => {
    const { page } = await drawn(await served())
    const asked = page.waitForRequest(/series\?from=/)
    await page.getByRole('button', { name: '7 d' }).click()
    const from = Date.parse(new URL((await asked).url()).searchParams.get('from') ?? '')
    expect(from).toBe((SERIES_END - 7 * 1.05 * 86_400) * 1000)
    expect(await page.getByRole('button', { name: '7 d' }).getAttribute('aria-pressed')).toBe('true')
    expect(await page.getByRole('button', { name: 'All', exact: true }).getAttribute('aria-pressed')).toBe('false')
  })

  it('looks closer where a box is drawn, with finer points, in all pictures; a double click or the button shows all', async () => {
    const { page } = await drawn(await served())
    const zoom = async () => {
      await page.locator('#equity-chart .u-over').hover()
      const box = await page.locator('#equity-chart .u-over').boundingBox()
      const asked = page.waitForRequest(/series\?from=.*to=/)
      await page.mouse.move(box!.x + box!.width * 0.45, box!.y + 50)
      await page.mouse.down()
      await page.mouse.move(box!.x + box!.width * 0.58, box!.y + 60, { steps: 4 })
      await page.mouse.up()
      return new URL((await asked).url()).searchParams
    }
    const asked = await zoom()
    expect(Date.parse(asked.get('to')!) - Date.parse(asked.get('from')!)).toBeLessThan(10_000 * 900_000 * 0.5)
    await page.getByRole('button', { name: 'Zoomed ✕' }).waitFor()
    await expect.poll(() => dots(page, 'exposure', HALTED)).toBe(0)
    await page.locator('#equity-chart .u-over').dblclick({ position: { x: 200, y: 60 } })
    await expect.poll(() => dots(page, 'exposure', HALTED)).toBeGreaterThan(5)
    await zoom()
    await page.getByRole('button', { name: 'Zoomed ✕' }).click()
    await expect.poll(() => dots(page, 'exposure', HALTED)).toBeGreaterThan(5)
  })

  it('goes on with each cycle that ends, at most once in two seconds, and keeps what was there while nothing answers', async () => {
    const server = await served()
    const { page } = await drawn(server)
    const more = watchedSeries()
    server.serve('/api/series', { ...more, equity: more.equity.map((value) => value && value + 5000) })
    for (let cycle = 123; cycle < 126; cycle++) {
      const answered = page.waitForResponse(/api\/series/)
      server.show({ overview: overviewOf(cycle) })
      server.show({ overview: overviewOf(cycle + 10) })
      await answered
    }
    await expect.poll(() => legend(page).innerText()).toMatch(/Equity\s+15,/)
    const starts = await page.evaluate<number[]>(
      `performance.getEntriesByType('resource').filter(({ name }) => name.includes('series')).map(({ startTime }) => startTime)`,
    )
    const apart = starts.slice(1).map((start, index) => start - (starts[index] ?? 0))
    expect(apart.length).toBeGreaterThan(2)
    expect(Math.min(...apart)).toBeGreaterThan(1900)
    server.serve('/api/series', undefined)
    server.show({ overview: overviewOf(150) })
    await page.getByText(/figures could not be read/).waitFor()
    expect(await dots(page, 'equity', EQUITY)).toBeGreaterThan(5)
  }, 20_000)

  it('says that figures cannot be read, and reads them when they can be', async () => {
    const server = await pageServer({ overview: overviewOf(), live: sleepingLive(Date.now()) })
    server.serve('/api/series', undefined)
    const { page } = await open(server)
    await page.getByText(/figures could not be read/).waitFor()
    server.serve('/api/series', watchedSeries())
    await page.locator('#equity-chart canvas').waitFor({ timeout: 10_000 })
    expect(await page.getByText(/figures could not be read/).count()).toBe(0)
  })

  it('shows words of others as words, and none of them widens a phone', async () => {
    const evil = `<img src=x onerror=alert(1)>\u202e${'x'.repeat(300)}`
    const plain = watchedSeries()
    const series = watchedSeries({
      books: { [evil]: plain.equity.map((value) => value && value - 10_000) },
      halts: plain.halts.map((halt) => ({ ...halt, code: evil, message: evil })),
      fills: plain.fills.map((fill) => ({ ...fill, agent: evil, symbol: evil })),
    })
    const { page, faults } = await drawn(await served(series), {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    })
    await point(page, place(0.35), 20)
    expect(await page.locator('#equity-chart .tip').innerText()).toContain('<img src=x onerror=alert(1)>x')
    expect(await legend(page, 'books').innerText()).toContain('<img src=x')
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(await page.locator('main img').count()).toBe(0)
    expect(await dots(page, 'equity', '116,170,255')).toBeGreaterThan(5)
    expect(faults).toEqual([])
  })

  it('waits for a second cycle where there is one only', async () => {
    const one = { at: [SERIES_END], equity: [10_000], low: [10_000], drawdown: [0], exposure: [0], books: {} }
    const { page, faults } = await open(await served(watchedSeries({ ...one, halts: [], fills: [] })))
    await page.getByText('The second cycle begins a line.').waitFor()
    expect(faults).toEqual([])
  })

  it('draws a new cycle into the pictures that are there, and grows by nothing, however many cycles and fills there were', async () => {
    const fills = Array.from({ length: 2000 }, (_, index) =>
      seriesFill({ at: instantAt((index % 800) / 800), side: index % 3 === 0 ? 'sell' : 'buy' }),
    )
    const series = watchedSeries({ fills })
    const server = await served(series)
    const { page } = await drawn(server)
    const size = () => page.evaluate<number>("document.querySelectorAll('*').length")
    await page.evaluate("document.querySelectorAll('canvas').forEach((canvas) => { canvas.dataset.first = '' })")
    const before = await size()
    for (const cycle of [123, 124, 125]) {
      server.serve('/api/series', { ...series, equity: series.equity.map((value) => value && value + cycle * 1000) })
      server.show({ overview: overviewOf(cycle) })
      await expect
        .poll(() => legend(page).innerText(), { timeout: 8000 })
        .toMatch(new RegExp(`Equity\\s+13${cycle % 10}`))
    }
    expect(await page.locator('canvas:not([data-first])').count()).toBe(0)
    expect(await size()).toBe(before)
  }, 20_000)
})
