import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { pageServer } from '../../support/page-server.js'
import { haltedOverview, runningLive, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()
const halted = () => pageServer({ overview: haltedOverview(Date.now()), live: sleepingLive(Date.now()) })
const active = () => pageServer({ overview: watchedOverview(Date.now()), live: runningLive(Date.now()) })

/** Texts that stand out from what is behind them by less than 4.5 to 1, by the rule of WCAG 2; disabled ones apart. */
const faint = (page: Page) =>
  page.evaluate<string[]>(`(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true })
    const over = (colours) => {
      canvas.clearRect(0, 0, 1, 1)
      for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1) }
      return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    }
    const light = (rgb) => {
      const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const found = []
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim() !== '')
      if (!own || element.closest('.off, [aria-disabled=true], .unseen, svg, script')) continue
      if (!element.checkVisibility()) continue
      const behind = []
      for (let up = element; up !== null; up = up.parentElement) behind.unshift(getComputedStyle(up).backgroundColor)
      const ground = over(behind)
      const ink = over([...behind, getComputedStyle(element).color])
      const [low, high] = [light(ground), light(ink)].sort((a, b) => a - b)
      const contrast = (high + 0.05) / (low + 0.05)
      if (contrast < 4.5) found.push(element.textContent.slice(0, 40) + ' ' + contrast.toFixed(2) + ' ' + getComputedStyle(element).color + ' on ' + ground)
    }
    return found
  })()`)

describe('the page', () => {
  it.each([390, 320])(
    'fits a phone of %i points: nothing scrolls sideways, and every control is there',
    async (width) => {
      const { page } = await open(await active(), { viewport: { width, height: 844 }, hasTouch: true, isMobile: true })
      await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      const outside = await page.locator('main *, header *').evaluateAll(
        (all, width) =>
          all
            .filter((one) => one.checkVisibility() && one.closest('.unseen, .track, thead') === null)
            .filter((one) => one.getBoundingClientRect().right > width + 1)
            .map((one) => one.outerHTML.slice(0, 80)),
        width,
      )
      expect(outside).toEqual([])
      expect(await page.getByRole('button', { name: 'Close ETH/USDT' }).isVisible()).toBe(true)
      await page.getByRole('button', { name: 'Halt…' }).tap()
      const box = await page.getByRole('dialog').boundingBox()
      expect(box?.width ?? width).toBeLessThan(width)
    },
  )

  it.each(['light', 'dark'] as const)('can be read in %s: no text is faint', async (colorScheme) => {
    for (const server of [await halted(), await active()]) {
      const { page } = await open(server, { colorScheme })
      await page.getByRole('heading', { name: /ACTIVE|HALTED/ }).waitFor()
      expect(await faint(page)).toEqual([])
    }
  })

  it('is dark where people want that', async () => {
    const ground = (page: Page) => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    const { page: dark } = await open(await active(), { colorScheme: 'dark' })
    const { page: light } = await open(await active(), { colorScheme: 'light' })
    await Promise.all([dark, light].map((page) => page.getByRole('heading', { name: 'ACTIVE' }).waitFor()))
    expect(await ground(light)).toBe('rgb(255, 255, 255)')
    expect(await ground(dark)).toBe('rgb(21, 26, 32)')
  })

  it('has landmarks, one first heading, names for all controls and pictures, and no id twice', async () => {
    const { page, faults } = await open(await halted())
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    for (const landmark of ['banner', 'navigation', 'main', 'complementary'] as const)
      expect(await page.getByRole(landmark).count()).toBe(1)
    expect(await page.getByRole('heading', { level: 1 }).allInnerTexts()).toEqual(['Now'])
    expect(await page.evaluate('document.documentElement.lang')).toBe('en')
    const snapshot = await page.locator('body').ariaSnapshot()
    expect(snapshot.match(/- (button|link|img|textbox|checkbox|table|region)(?! ")/g) ?? []).toEqual([])
    expect(snapshot).toContain('- columnheader "Succeeds"')
    expect(snapshot).toMatch(/- rowheader "sentiment/)
    const ids = await page.locator('[id]').evaluateAll((all) => all.map((one) => one.id))
    expect(new Set(ids).size).toBe(ids.length)
    expect(faults).toEqual([])
  })

  it('keeps its tables tables on a phone', async () => {
    const { page } = await open(await halted(), { viewport: { width: 390, height: 844 } })
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    const row = page.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: 'sentiment' })
    expect(await row.getByRole('rowheader').innerText()).toContain('sentiment')
    expect(await row.getByRole('cell').count()).toBe(7)
  })

  it('shows where the focus is, and leads past its top', async () => {
    const { page } = await open(await active())
    await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    expect(await page.evaluate('document.activeElement.id')).toBe('content')
    expect(page.url()).toMatch(/#\/$/)
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Halt…')
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
  })

  it('asks for nothing but its own server', async () => {
    const server = await active()
    const { page } = await open(server)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()
    await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    expect(asked.filter((url) => !url.startsWith(server.address) && !url.startsWith('data:'))).toEqual([])
  })
})
