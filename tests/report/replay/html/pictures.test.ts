import { describe, expect, it } from 'vitest'
import { madeUpReport } from '../../../support/replay-report.js'
import { dots, drawn, useBrowser } from './opened-report.js'

const report = madeUpReport()
const open = useBrowser()

const REPLAY = '28,95,212'
const HELD = '119,129,143'
const NO_GATE = '180,84,10'
const HALTED = '196,49,75'
const FAILED_CLOSED = '139,63,192'
const REDUCING = '217,165,20'
const RESUMED = '20,24,31'
const BOUGHT = '10,125,79'

describe('the pictures', () => {
  it.each([
    ['equity', [REPLAY, HELD, NO_GATE, HALTED, REDUCING, RESUMED]],
    ['drawdown', [REPLAY, HELD, NO_GATE, HALTED, REDUCING, RESUMED]],
    ['exposure', [REPLAY, '47,158,110', HALTED, FAILED_CLOSED, REDUCING, RESUMED]],
    ['books', [REPLAY, NO_GATE, BOUGHT, '160,31,168', HALTED, REDUCING, RESUMED]],
    ['price', ['60,70,84', BOUGHT, HALTED]],
  ])('draw in %s every line and mark, each in its colour', async (chart, colours) => {
    const { page } = await open(report)
    const drawn = await Promise.all(colours.map(async (colour) => ({ colour, dots: await dots(page, chart, colour) })))
    expect(drawn.filter(({ dots }) => dots < 6)).toEqual([])
  })

  it('shade the time of a halt, and no other', async () => {
    const { page } = await open({ ...report, no_gate: null })
    const shaded = (share: number) =>
      page.evaluate<boolean>(`(() => {
        const canvas = document.querySelector('#equity-chart canvas')
        const over = document.querySelector('#equity-chart .u-over')
        const x = over.offsetLeft + over.clientWidth * ${share}
        const [red, green, blue, alpha] = canvas.getContext('2d').getImageData(x, over.offsetTop + 15, 1, 1).data
        return alpha > 20 && red > green && red > blue
      })()`)
    const { from, to } = report.market
    const share = (at: string) => (Date.parse(at) - Date.parse(from)) / (Date.parse(to) - Date.parse(from))
    const [first, last] = [report.run.halts[0], report.run.halts[7]]
    expect(await shaded(share(first?.from ?? '') + 0.003)).toBe(true)
    expect(await shaded(share(first?.until ?? '') + 0.01)).toBe(false)
    expect(await shaded(share(last?.from ?? '') - 0.01)).toBe(false)
    expect(await shaded(0.99)).toBe(true)
  })

  it('show a halt that begins in the last cycle at the right edge', async () => {
    const [halt] = report.run.halts
    const last = { ...halt!, from: report.market.to, until: null, cycles: 1 }
    const only = { halts: [last], halts_total: 1, reducing: [], reducing_total: 0, resumes: [], resumes_total: 0 }
    const { page } = await open({ ...report, run: { ...report.run, ...only } })
    expect(await dots(page, 'equity', HALTED)).toBeGreaterThan(40)
    await page.getByRole('button', { name: '2021' }).click()
    expect(await dots(page, 'equity', HALTED)).toBe(0)
  })

  it('mark a resume, and say what was lifted', async () => {
    const { page } = await open(report)
    const over = page.locator('#equity-chart .u-over')
    const { width = 0 } = (await over.boundingBox()) ?? {}
    const { from, to } = report.market
    const soft = report.run.resumes.find(({ of_halt }) => !of_halt)
    const share = (Date.parse(soft?.at ?? '') - Date.parse(from)) / (Date.parse(to) - Date.parse(from))
    await over.hover({ position: { x: width * share, y: 60 } })
    const tip = page.locator('#equity-chart .tip')
    await tip.waitFor({ state: 'visible' })
    expect(await tip.innerText()).toContain('(soft limit: drawdown-soft)')
    expect(await tip.innerText()).toContain('limits start anew from an equity of 9,123.40')
    expect(await page.locator('.key.gate').innerText()).toContain('resumed by the simulated operator')
  })

  it('say why the gate was shut or let reductions through only, where the pointer is', async () => {
    const { page } = await open(report)
    const over = page.locator('#equity-chart .u-over')
    const { width = 0 } = (await over.boundingBox()) ?? {}
    const tip = page.locator('#equity-chart .tip')
    await over.hover({ position: { x: width * 0.98, y: 60 } })
    await tip.waitFor({ state: 'visible' })
    expect(await tip.innerText()).toContain('Halted 13 Nov 2023, 19:00, still shut at the end')
    expect(await tip.innerText()).toContain('value 6.4, limit 5')
    const { from, to } = report.market
    const narrowed = Date.parse(report.run.reducing[1]?.from ?? '') + 40 * 3_600_000
    const share = (narrowed - Date.parse(from)) / (Date.parse(to) - Date.parse(from))
    await over.hover({ position: { x: width * share, y: 60 } })
    await expect.poll(() => tip.innerText()).toContain('Reductions only 23 Mar 2023')
    expect(await tip.innerText()).toContain('drawdown-soft (risk): drawdown -10.52 % (limit 15 %)')
    await over.hover({ position: { x: width * 0.6, y: 60 } })
    await tip.waitFor({ state: 'hidden' })
  })

  it('move their cursors together', async () => {
    const { page } = await open(report)
    const times = () => page.locator('.legend .time').allInnerTexts()
    expect(new Set(await times())).toEqual(new Set(['at the end, 18 Apr 2024, 00:00']))
    const over = page.locator('#drawdown-chart .u-over')
    const { width = 0 } = (await over.boundingBox()) ?? {}
    await over.hover({ position: { x: width / 2, y: 40 } })
    await expect.poll(async () => new Set(await times()).size).toBe(1)
    expect((await times())[0]).toMatch(/^\d+ Feb 2022, \d\d:\d\d$/)
  })

  it('zoom together, by dragging and by the buttons, and go back on a double click', async () => {
    const { page } = await open(report)
    const whole = await Promise.all(['equity', 'price'].map((chart) => drawn(page, chart)))
    const over = page.locator('#equity-chart .u-over')
    await over.scrollIntoViewIfNeeded()
    const box = await over.boundingBox()
    if (box === null) throw new Error('the picture has no place')
    await page.mouse.move(box.x + 100, box.y + 50)
    await page.mouse.down()
    await page.mouse.move(box.x + 300, box.y + 50, { steps: 4 })
    await page.mouse.up()
    const all = page.getByRole('button', { name: 'All', exact: true })
    expect(await all.getAttribute('aria-pressed')).toBe('false')
    await page.mouse.move(0, 0)
    expect(await drawn(page, 'price')).not.toBe(whole[1])
    await over.dblclick()
    expect(await all.getAttribute('aria-pressed')).toBe('true')
    expect(await Promise.all(['equity', 'price'].map((chart) => drawn(page, chart)))).toEqual(whole)
    await page.getByRole('button', { name: '2021' }).click()
    expect(await drawn(page, 'price')).not.toBe(whole[1])
  })

  it('have a logarithmic scale for equity', async () => {
    const { page, faults } = await open(report)
    const linear = await drawn(page, 'equity')
    await page.getByRole('radio', { name: 'Log' }).check({ force: true })
    expect(await drawn(page, 'equity')).not.toBe(linear)
    expect(await dots(page, 'equity', REPLAY)).toBeGreaterThan(200)
    await page.getByRole('radio', { name: 'Linear' }).check({ force: true })
    expect(await drawn(page, 'equity')).toBe(linear)
    expect(faults).toEqual([])
  })

  it('show the price of the chosen symbol with the fills of the chosen agent', async () => {
    const { page } = await open(report)
    const bitcoin = await drawn(page, 'price')
    await page.locator('#symbol').selectOption('SOL/USDT')
    const solana = await drawn(page, 'price')
    expect(solana).not.toBe(bitcoin)
    expect(await page.locator('#price-chart .legend').innerText()).toContain('SOL/USDT')
    const bought = await dots(page, 'price', BOUGHT)
    await page.locator('#filler').selectOption('slow')
    const hers = await dots(page, 'price', BOUGHT)
    expect(hers).toBeLessThan(bought)
    expect(hers).toBeGreaterThan(5)
  })

  it('are read out with the arrow keys, fill by fill where there are fills', async () => {
    const { page } = await open(report)
    const readout = page.locator('#readout')
    await page.getByRole('img', { name: /^Equity from/ }).focus()
    await page.keyboard.press('Home')
    expect(await readout.textContent()).toBe(
      '1 Jan 2020, 00:00; Replay 10,000.00; Buy and hold 10,000.00; Without the gate 10,000.00',
    )
    await page.getByRole('img', { name: /^Price/ }).focus()
    await page.keyboard.press('End')
    expect(await readout.textContent()).toMatch(
      /▼ sold [\d,.]+ USDT at [\d,.]+.*the stop at two deviations was reached/,
    )
  })

  it('take away a line that is not wanted', async () => {
    const { page } = await open(report)
    await page
      .locator('#equity-chart')
      .getByRole('button', { name: /Without the gate/ })
      .click()
    expect(await dots(page, 'equity', NO_GATE)).toBe(0)
  })

  it('turn with the page from light to dark, and light again on paper', async () => {
    const { page } = await open(report, { colorScheme: 'dark' })
    const ground = () => page.evaluate<string>(`getComputedStyle(document.body).backgroundColor`)
    expect(await ground()).toBe('rgb(13, 16, 20)')
    expect(await dots(page, 'equity', '116,170,255')).toBeGreaterThan(200)
    await page.emulateMedia({ colorScheme: 'light' })
    expect(await ground()).toBe('rgb(245, 246, 248)')
    await expect.poll(() => dots(page, 'equity', REPLAY)).toBeGreaterThan(200)
    await page.emulateMedia({ colorScheme: 'dark' })
    await expect.poll(() => dots(page, 'equity', REPLAY)).toBe(0)
    expect(await dots(page, 'equity', REPLAY, `dispatchEvent(new Event('beforeprint'))`)).toBeGreaterThan(200)
  })

  it('are as wide as paper in the moment of printing', async () => {
    const { page } = await open(report)
    const wide = page.evaluate(`(async () => {
      dispatchEvent(new Event('beforeprint'))
      await null
      return document.querySelector('#equity-chart .uplot').offsetWidth
    })()`)
    expect(await wide).toBeLessThan(680)
  })

  it('fit a phone: nothing of the page stands out of it, while wide tables move in their own boxes', async () => {
    const { page, faults } = await open(report, { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 })
    expect(await page.evaluate(`document.documentElement.scrollWidth`)).toBe(390)
    expect(await page.evaluate(`document.querySelector('#equity-chart .uplot').offsetWidth`)).toBeLessThan(390)
    const overflowing = await page
      .locator('.scroll')
      .evaluateAll((boxes) =>
        boxes.filter((box) => box.scrollWidth > box.clientWidth).map((box) => box.getAttribute('aria-label')),
      )
    expect(overflowing).toContain('Agents')
    expect(overflowing).not.toContain('Halts')
    expect(overflowing).not.toContain('Resumes')
    expect(faults).toEqual([])
  })

  it('have words for those who do not see them, and tables have captions', async () => {
    const { page } = await open(report)
    const names = await page
      .locator('.plot')
      .evaluateAll((plots) => plots.map((plot) => plot.getAttribute('aria-label')))
    expect(names).toHaveLength(5)
    expect(names[0]).toContain('it ends at 16,295 USDT, buying and holding at 21,617')
    expect(names[0]).toContain('8 halts and 7 resumes are marked')
    const { active, reducing } = report.run.states
    expect(names[2]).toContain(`open: ${active.percent.toFixed(1)}% of the time; reductions only were let through`)
    expect(names[2]).toContain(`${reducing.percent.toFixed(1)}% of it`)
    expect(await page.locator('.plot:not([role="img"])').count()).toBe(0)
    expect(await page.locator('table:not(:has(caption))').count()).toBe(0)
    expect(await page.locator('h1').count()).toBe(1)
  })
})
