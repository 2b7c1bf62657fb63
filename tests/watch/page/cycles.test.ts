import { describe, expect, it } from 'vitest'
import type { CycleDetail } from '../../../src/watch/api.js'
import { type PageServer, pageServer } from '../../support/page-server.js'
import { agentLogs, cycleDetail, cyclePage, idOf, pastCycle } from '../../support/past-cycles.js'
import { sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()

/** A record of so many cycles, of which one can be looked into. */
async function served(count = 10_000, detail: CycleDetail = cycleDetail(9_985)): Promise<PageServer> {
  const overview = { ...watchedOverview(Date.now()), cycleCount: count, cycles: cyclePage(count + 1, 20).cycles }
  const server = await pageServer({ overview, live: sleepingLive(Date.now()) })
  const room = count - 20
  server.serve(`/api/cycles?before=${count - 19}&limit=30`, cyclePage(count - 19, 30))
  for (let before = room - 29; before > room - 500; before -= 50)
    server.serve(`/api/cycles?before=${before}&limit=50`, cyclePage(before))
  server.serve(`/api/cycles/${detail.cycle.id}`, detail)
  server.serve(`/api/cycles/${detail.cycle.id}/logs?agent=strategy`, agentLogs)
  return server
}

const AT = '/#/cycles'

describe('the list of past cycles', () => {
  it('shows the newest, and older ones on demand, by the keyboard too', async () => {
    const { page, faults } = await open(await served(), { at: AT })
    await page.getByText('50 of 10,000, newest first').waitFor()
    const row = page.getByRole('row').filter({ hasText: 'c010000' })
    expect(await row.innerText()).toMatch(/● success\s+● ACTIVE/)
    const older = page.getByRole('button', { name: 'Older' })
    await older.focus()
    await page.keyboard.press('Enter')
    await page.getByText('100 of 10,000').waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('150 of 10,000').waitFor()
    const ids = await page.locator('tbody th a').allInnerTexts()
    expect(ids).toEqual(Array.from({ length: 150 }, (_, index) => idOf(10_000 - index)))
    expect(faults).toEqual([])
  })

  it('ends with the first cycle', async () => {
    const server = await served(60)
    server.serve('/api/cycles?before=11&limit=50', cyclePage(11))
    const { page } = await open(server, { at: AT })
    await page.getByText('50 of 60, newest first').waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText('60 of 60, newest first').waitFor()
    expect(await page.getByRole('button', { name: 'Older' }).count()).toBe(0)
  })

  it('takes in the cycles that end meanwhile, without a gap and without growing', async () => {
    const server = await served()
    const { page } = await open(server, { at: AT })
    await page.getByText('50 of 10,000').waitFor()
    const overview = watchedOverview(Date.now())
    server.show({ overview: { ...overview, cycleCount: 10_003, cycles: cyclePage(10_004, 20).cycles } })
    await page.getByText('50 of 10,003').waitFor()
    const ids = await page.locator('tbody th a').allInnerTexts()
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => idOf(10_003 - index)))
  })

  it('closes the gap when many ended while nothing was heard', async () => {
    const server = await served()
    const { page } = await open(server, { at: AT })
    await page.getByText('50 of 10,000').waitFor()
    server.serve('/api/cycles?before=10081&limit=30', cyclePage(10_081, 30))
    const overview = watchedOverview(Date.now())
    server.show({ overview: { ...overview, cycleCount: 10_100, cycles: cyclePage(10_101, 20).cycles } })
    await page.getByText('50 of 10,100').waitFor()
    const ids = await page.locator('tbody th a').allInnerTexts()
    expect(ids).toEqual(Array.from({ length: 50 }, (_, index) => idOf(10_100 - index)))
  })

  it('keeps what was read while somebody looks at a cycle and comes back', async () => {
    const { page } = await open(await served(), { at: AT })
    await page.getByText('50 of 10,000').waitFor()
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText('100 of 10,000').waitFor()
    await page.getByRole('link', { name: 'c009985' }).click()
    await page.getByRole('heading', { name: 'Cycle c009985' }).waitFor()
    await page.goBack()
    await page.getByText('100 of 10,000').waitFor()
    expect(await page.locator('tbody th a').count()).toBe(100)
  })

  it('says that older ones cannot be read, and reads them when asked again', async () => {
    const server = await served()
    const { page } = await open(server, { at: AT })
    await page.getByText('50 of 10,000').waitFor()
    server.serve('/api/cycles?before=9951&limit=50', undefined)
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText('Older cycles could not be read').waitFor()
    server.serve('/api/cycles?before=9951&limit=50', cyclePage(9951))
    await page.getByRole('button', { name: 'Older' }).click()
    await page.getByText('100 of 10,000').waitFor()
    expect(await page.getByText('could not be read').count()).toBe(0)
  })

  it('fits a phone', async () => {
    const { page } = await open(await served(), { at: AT, viewport: { width: 390, height: 844 } })
    await page.getByText('50 of 10,000').waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    const wide = await page.locator('main time').evaluateAll((all) => {
      return all.filter((one) => one.getBoundingClientRect().right > 390).length
    })
    expect(wide).toBe(0)
  })

  it('goes to a cycle by its number', async () => {
    const { page } = await open(await served(), { at: AT })
    await page.getByLabel('Go to cycle').fill('twelve')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').filter({ hasText: 'a number is expected' }).waitFor()
    await page.getByLabel('Go to cycle').fill('9985')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Cycle c009985' }).waitFor()
    expect(page.url()).toMatch(/#\/cycles\/c009985$/)
  })
})

describe('a past cycle', () => {
  const at = '/#/cycles/c009985'

  it('shows when everything happened, with retries and timeouts told in words', async () => {
    const { page, faults } = await open(await served(), { at })
    const facts = page.locator('.past-cycle .facts')
    await facts.waitFor()
    expect(await facts.innerText()).toMatch(/▲ degraded.*▲ REDUCING.*took 4\.1s.*2026-02-07 23:25:00\+01:00/s)
    expect(await page.locator('.reasons').innerText()).toMatch(/drawdown-soft.*drawdown is 9 %/s)
    const row = (agent: string) => page.locator('.gantt .run').filter({ has: page.getByText(agent, { exact: true }) })
    expect(await row('sentiment').innerText()).toMatch(/✖ timeout.*timed out: no answer within 3 s/s)
    expect(await row('strategy').innerText()).toContain('attempt 1 failed: fetch failed: ECONNRESET')
    expect(await row('strategy').locator('.wait').count()).toBe(1)
    expect(await row('trading').innerText()).toContain('needs: sentiment did not succeed')
    expect(await page.locator('.gantt .deadline, .gantt .beyond').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('explains its denials, and tells its fills', async () => {
    const { page } = await open(await served(), { at })
    const orders = page.getByRole('table', { name: 'Orders of the cycle' })
    await orders.waitFor()
    const denied = orders.getByRole('row').filter({ hasText: 'denied' })
    expect(await denied.innerText()).toMatch(/max-position: ETH\/USDT would be .*31\.2.*25/)
    expect(await orders.getByRole('row').filter({ hasText: 'filled' }).first().innerText()).toContain('43,912.40')
  })

  it('tells what each agent did: those that failed at once, all that one proposed on demand', async () => {
    const { page } = await open(await served(), { at })
    const part = (agent: string) => page.locator('details.past-run').filter({ hasText: agent })
    await part('sentiment').first().waitFor()
    expect(await part('timeout').getByText('no answer within 3 s').isVisible()).toBe(true)
    const strategy = part('strategy')
    expect(await strategy.getByRole('table').count()).toBe(0)
    await strategy.locator('summary').first().focus()
    await page.keyboard.press('Enter')
    expect(await strategy.getByRole('table', { name: 'Signals' }).innerText()).toMatch(/↑ 0\.80\s+0\.65\s+the means/)
    const wanted = await strategy.getByRole('table', { name: 'Proposed orders' }).innerText()
    expect(wanted).toMatch(/buy 0\.01 BTC\/USDT\s+43,900\.00\s+stop 41,500\.00\s+trend up/)
    expect(await strategy.locator('.metrics').innerText()).toMatch(/rsi\s+38\.2/)
    expect(await strategy.locator('.attempts').innerText()).toMatch(
      /attempt 1, 500ms: threw.*\nattempt 2, 600ms: answered/,
    )
  })

  it('reads the log of an agent when somebody wants it', async () => {
    const { page } = await open(await served(), { at })
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/logs') && asked.push(request.url()))
    const strategy = page.locator('details.past-run').filter({ hasText: 'strategy' })
    await strategy.locator('summary').first().click()
    expect(asked).toEqual([])
    await strategy.getByRole('button', { name: 'Read its log' }).click()
    await strategy.getByText('ECONNRESET, trying again').waitFor()
    expect(asked.length).toBeLessThan(3)
  })

  it('leads to its neighbours, and not beyond the newest', async () => {
    const server = await served()
    server.serve('/api/cycles/c010000', cycleDetail(10_000))
    const { page } = await open(server, { at })
    expect(await page.getByRole('link', { name: 'Next →' }).getAttribute('href')).toBe('#/cycles/c009986')
    expect(await page.getByRole('link', { name: '← Previous' }).getAttribute('href')).toBe('#/cycles/c009984')
    await page.goto(`${server.address}/#/cycles/c010000`)
    await page.getByRole('heading', { name: 'Cycle c010000' }).waitFor()
    expect(await page.getByRole('link', { name: 'Next →' }).count()).toBe(0)
    await page.getByText('the newest').waitFor()
  })

  it('that there is not says so', async () => {
    const { page } = await open(await served(), { at: '/#/cycles/c999999' })
    await page.getByText('There is no cycle c999999.').waitFor()
    expect(await page.locator('.gantt').count()).toBe(0)
    await page.getByRole('link', { name: 'Those that there are' }).click()
    await page.getByText('50 of 10,000').waitFor()
  })

  it('whose runs are no longer kept says so, and still tells its orders', async () => {
    const old = cycleDetail(9_985)
    const timeline = { ...old.timeline, phases: [] }
    const { page } = await open(await served(10_000, { ...old, runsKept: false, runs: [], attempts: [], timeline }), {
      at,
    })
    await page.getByText(/no longer kept/).waitFor()
    expect(await page.getByRole('table', { name: 'Orders of the cycle' }).isVisible()).toBe(true)
  })

  it('that is running is read again when it has ended', async () => {
    const running = { ...cycleDetail(10_000), runs: [], attempts: [] }
    const detail = {
      ...running,
      cycle: { ...running.cycle, status: 'running' as const, durationMs: null },
      timeline: { ...running.timeline, phases: [] },
    }
    const server = await served(10_000, detail)
    const overview = watchedOverview(Date.now())
    const newest = cyclePage(10_001, 20).cycles
    const cycles = [{ ...pastCycle(10_000), status: 'running' as const }, ...newest.slice(1)]
    server.show({ overview: { ...overview, cycles } })
    const { page } = await open(server, { at: '/#/cycles/c010000' })
    await page.getByText('It is still running').waitFor()
    server.serve('/api/cycles/c010000', cycleDetail(10_000))
    server.show({ overview: { ...overview, cycles: newest } })
    await page.locator('.gantt').waitFor()
    expect(await page.getByText('It is still running').count()).toBe(0)
  })

  it('shows words of others as words, and fits a phone in the dark', async () => {
    const evil = `<script>alert(1)</script>\u202e${'y'.repeat(200)}`
    const text = JSON.stringify(cycleDetail(9_985))
    const said = [
      'strategy looked',
      'fetch failed: ECONNRESET',
      'the means crossed',
      'trend up',
      'bought 0.01 BTC/USDT',
      'drawdown is 9 %',
      'rsi',
    ]
    const poisoned = said.reduce(
      (json, one) => json.replaceAll(one, JSON.stringify(`${one}${evil}`).slice(1, -1)),
      text,
    )
    const { page, faults } = await open(await served(10_000, JSON.parse(poisoned) as CycleDetail), {
      at,
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
    })
    await page.locator('.gantt').waitFor()
    await page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true })`)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390)
    expect(await page.locator('main script').count()).toBe(0)
    expect(await page.locator('main').innerText()).not.toContain('\u202e')
    expect(await page.locator('main').innerText()).toContain('the means crossed<script>alert(1)</script>yyy')
    expect(faults).toEqual([])
  })
})
