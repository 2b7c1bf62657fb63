import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { htmlReport } from '../../../../src/report/replay/html/html-report.js'
import { madeUpReport } from '../../../support/replay-report.js'
import { useBrowser } from './opened-report.js'

const report = madeUpReport()
const open = useBrowser()

describe('the page', () => {
  it('opens from a file without asking for anything else, and without a word on the console', async () => {
    const { faults, requests, url } = await open(report)
    expect(requests).toEqual([url])
    expect(faults).toEqual([])
  })

  it('is the same, byte for byte, for the same report', async () => {
    expect(await htmlReport(madeUpReport())).toBe(await htmlReport(report))
  })

  it('holds the licence of the library that draws in it', async () => {
    const licence = readFileSync('node_modules/uplot/LICENSE', 'utf8')
    expect(await htmlReport(report)).toContain(licence)
  })

  it('tells what came of the money, what the gate saved, and what was left out', async () => {
    const { page } = await open(report)
    const text = await page.locator('header').innerText()
    expect(text).toContain('10,000 USDT became 16,295 (+63.0%)')
    expect(text).toContain('the gate saved 6,547 USDT and made the deepest fall 11.8 points shallower.')
    expect(text).toContain('It narrowed trading for 5.1% of the time (3.3% shut, 1.8% reductions only)')
    const remarks = await page.locator('.remarks').innerText()
    expect(remarks).toContain('sentiment was left out: its headlines are made up')
    expect(remarks).toContain('7 resumes, 1 of soft limits; each starts loss and drawdown limits anew from the equity')
  })

  it('shows every month in a heat map, with its return in figures and a shade', async () => {
    const { page } = await open(report)
    const heat = page.locator('.heat', { has: page.locator('caption', { hasText: 'Replay' }) })
    expect(await heat.locator('tbody th').allInnerTexts()).toEqual(['2020', '2021', '2022', '2023', '2024'])
    expect(await heat.locator('tbody td:not(.none):not(.year)').count()).toBe(report.run.months.length)
    const march = heat.locator('tbody tr').first().locator('td').nth(2)
    expect(await march.innerText()).toBe('−21.0')
    expect(await march.getAttribute('class')).toBe('loss-5')
    expect(await page.locator('.heat caption').allInnerTexts()).toEqual(['Replay', 'Without the gate', 'Buy and hold'])
  })

  it('lists each halt with its reason, value and limit, and what buying and holding did meanwhile', async () => {
    const { page } = await open(report)
    const rows = page.locator('.halts tbody tr')
    expect(await rows.count()).toBe(8)
    const first = await rows.first().innerText()
    expect(first).toContain(
      'daily-loss (risk): the account lost more in a day than it may; value 5.4, limit 5 (latched)',
    )
    expect(first).toContain('−49.6%')
    expect(first).toContain('lifted (resume next day)')
    expect(await rows.last().innerText()).toContain('It lasts still.')
    expect(await page.locator('.halts caption').innerText()).toContain('Every halt;')
    expect(await page.locator('.tall').count()).toBe(0)
  })

  it('says how many halts there are to scroll through where they are many', async () => {
    const { run } = report
    const halts = Array.from({ length: 73 }, () => run.halts)
      .flat()
      .slice(0, 73)
    const many = await open({ ...report, run: { ...run, halts, halts_total: 73 } })
    expect(await many.page.locator('.tall .halts caption').innerText()).toContain('73 halts, scroll;')
    const more = await open({ ...report, run: { ...run, halts, halts_total: 1234 } })
    expect(await more.page.locator('.halts caption').innerText()).toContain('The first 73 of 1,234 halts, scroll;')
  })

  it('lists what the operator lifted, and the equity that limits start anew from', async () => {
    const { page } = await open(report)
    const rows = page.locator('.resumes tbody tr')
    expect(await rows.count()).toBe(7)
    const texts = await rows.allInnerTexts()
    expect(texts.filter((text) => text.includes('halt: daily-loss'))).toHaveLength(6)
    expect(texts.filter((text) => /soft limit: drawdown-soft\s+9,123\.40/.test(text))).toHaveLength(1)
    expect(await page.locator('.figures').innerText()).toContain('the gate measures from the last resume')
  })

  it('tells why runs of an agent failed', async () => {
    const { page } = await open(report)
    const row = page.locator('.agents tbody tr', { hasText: 'technical' })
    expect(await row.innerText()).toMatch(/40 failed\s+timeout 30\s+threw 10/)
    expect(await page.locator('.agents tbody tr', { hasText: 'risk' }).innerText()).not.toContain('failed')
  })

  it('holds buying and holding always invested, in the table as beside the first figures', async () => {
    const { page } = await open(report)
    expect(await page.locator('.tiles').innerText()).toContain('buy and hold 100.0%')
    expect(await page.locator('.figures tr', { hasText: 'Mean exposure' }).innerText()).toMatch(/100\.0%$/)
  })

  it('says so when there was no halt, no trade and no second run', async () => {
    const { run } = report
    const shut = { halts: [], halts_total: 0, resumes: [], resumes_total: 0 }
    const quiet = { ...run, ...shut, series: { ...run.series, books: {} }, fills_by_symbol: {} }
    const { page, faults } = await open({ ...report, run: quiet, no_gate: null, notes: [], left_out: [] })
    const text = await page.locator('main').innerText()
    expect(text).toContain('It was never shut.')
    expect(text).toContain('No agent traded.')
    expect(text).not.toContain('ithout the gate')
    expect(await page.locator('.remarks').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('draws what there is of a replay of one cycle, and of prices and equity that are unknown', async () => {
    const { run } = report
    const series = {
      at: [report.market.from],
      equity: [null],
      benchmark: [null],
      drawdown_percent: [0],
      exposure_percent: [0],
      books: { strategy: [1] },
      prices: { 'BTC/USDT': [null] },
    }
    const short = {
      ...run,
      series,
      months: [],
      max_drawdown: null,
      cagr_percent: null,
      sharpe: null,
      halts: run.halts.slice(0, 1),
    }
    const { page, faults } = await open({ ...report, run: short, no_gate: null })
    await page.getByRole('radio', { name: 'Log' }).check({ force: true })
    await page.locator('#price-chart .plot').focus()
    await page.keyboard.press('End')
    expect(await page.locator('canvas').count()).toBe(5)
    expect(await page.locator('header').innerText()).toContain('The account never stood below an earlier peak.')
    expect(faults).toEqual([])
  })
})
