import { describe, expect, it } from 'vitest'
import { pageServer } from '../../support/page-server.js'
import { haltedOverview, runningLive, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()
const running = () => ({ overview: watchedOverview(Date.now()), live: runningLive(Date.now()) })
const ended = () => ({ overview: watchedOverview(Date.now()), live: sleepingLive(Date.now()) })

describe('the first line', () => {
  it('says which market and whose money, what the loop does, and the server’s time with its zone and offset', async () => {
    const { page, faults } = await open(await pageServer(ended()))
    const top = page.getByRole('banner')
    await expect.poll(() => top.innerText()).toContain('SIMULATED MARKET · PAPER MONEY')
    const text = await top.innerText()
    expect(text).toContain('riskfirst 0.1.0')
    expect(text).toMatch(/next cycle in 0:[34]\d/)
    expect(text).toContain('● live')
    expect(text).toMatch(/\d\d:\d\d:\d\d\+0[12]:00 Europe\/Zurich/)
    expect(faults).toEqual([])
  })

  it('tells the time by the server’s clock, however wrong the browser’s is', async () => {
    const at = Date.parse('2031-05-05T10:00:00Z')
    const overview = { ...watchedOverview(at), timeZone: 'Asia/Kolkata' }
    const { page } = await open(await pageServer({ overview, live: sleepingLive(at) }))
    await expect.poll(() => page.locator('.clock').innerText()).toMatch(/^15:30:0\d\+05:30 Asia\/Kolkata$/)
    expect(await page.locator('.loop').innerText()).toMatch(/^next cycle in 0:(42|41|40|39)$/)
  })

  it('says that the loop is late in words', async () => {
    const overview = { ...watchedOverview(Date.now()), overdue: 'the cycle due at 12:00:00Z has not begun' }
    const { page } = await open(await pageServer({ overview, live: sleepingLive(Date.now()) }))
    const banner = page.getByRole('status').filter({ hasText: '▲ The loop is late' })
    await banner.waitFor()
    expect(await banner.innerText()).toBe('▲ The loop is late: the cycle due at 12:00:00Z has not begun')
  })
})

describe('the trading state', () => {
  it('is told in one glance, with every reason, its figures, and what changes it', async () => {
    const { page } = await open(await pageServer({ ...ended(), overview: haltedOverview(Date.now()) }))
    const band = page.getByRole('region', { name: 'Trading state: ✖ HALTED' })
    await band.waitFor()
    const text = await band.innerText()
    expect(text).toContain('protective exits only')
    expect(text).toMatch(
      /daily-loss \(risk, latched\): the account lost 6\.2 % since the day began · 6\.2041 against a limit of 5/,
    )
    expect(text).toContain('▲ warning')
    expect(text).toContain('SOL/USDT halted: delisting announced')
    expect(text).toContain('riskfirst resume --reason "…"')
    expect(await page.title()).toMatch(/^✖ HALTED · 10,412\.55 USDT/)
  })

  it('shows what HALT says before a cycle has seen it, and a gate that waits for a person', async () => {
    const now = Date.now()
    const waits = { cycleId: 'c000123', phase: 'sign-off', until: new Date(now + 60_000).toISOString() }
    const overview = { ...watchedOverview(now), killSwitch: 'ada: the feed looks wrong', waits }
    const { page } = await open(await pageServer({ overview, live: runningLive(now) }))
    await page.getByText('HALT says: ada: the feed looks wrong').waitFor()
    expect(await page.locator('.reasons').innerText()).toMatch(/sign-off of c000123 waits until \d\d:\d\d:\d\d/)
  })

  it('is announced when it changes, and not with every event', async () => {
    const server = await pageServer(ended())
    const { page } = await open(server)
    const announced = page.locator('.announcement')
    await expect.poll(() => announced.textContent()).toContain('Trading state active')
    await page.evaluate(`
      window.said = 0
      new MutationObserver((changes) => { window.said += changes.length })
        .observe(document.querySelector('.announcement'), { childList: true, characterData: true, subtree: true })`)
    for (let count = 0; count < 5; count++) server.show({ live: { ...runningLive(Date.now()), sleepsUntilMs: count } })
    server.show({ overview: { ...watchedOverview(Date.now()), cycleCount: 500 } })
    server.show({ overview: haltedOverview(Date.now()) })
    await expect.poll(() => announced.textContent()).toContain('Trading state halted: protective exits only')
    expect(await page.evaluate('window.said')).toBeLessThanOrEqual(2)
  })
})

describe('a cycle', () => {
  it('with a retry, a timeout and a denial is shown as such, in words beside the drawing', async () => {
    const { page, faults } = await open(await pageServer(ended()))
    const cycle = page.getByRole('region', { name: 'Cycle 123' })
    const row = (agent: string) => cycle.getByRole('listitem').filter({ hasText: new RegExp(`^${agent}`) })
    await cycle.waitFor()
    expect(await row('strategy').innerText()).toMatch(
      /● success 2\.1s · 2 attempts[\s\S]*attempt 1 failed: fetch failed: ECONNRESET/,
    )
    expect(await row('sentiment').innerText()).toMatch(/✖ timeout 3\.2s[\s\S]*timed out: no answer within 3 s/)
    expect(await row('copybot').innerText()).toMatch(/■ killed 3\.3s[\s\S]*killed after its grace/)
    expect(await row('trading').innerText()).toContain('✖ failed 300ms')
    expect(await row('slow').innerText()).toMatch(/○ skipped[\s\S]*needs: trading did not succeed/)
    expect(await cycle.innerText()).toContain('▲ degraded')
    const denied = page.getByRole('table', { name: 'Last orders' }).getByRole('row').filter({ hasText: '✖ denied' })
    expect(await denied.innerText()).toMatch(
      /max-position: ETH\/USDT would be a larger part of equity than it may \(31\.2 against a limit of 25\)/,
    )
    expect(faults).toEqual([])
  })

  it('draws each attempt, the wait between them, its deadline and the time after it, each in its own shape', async () => {
    const { page } = await open(await pageServer(ended()))
    const track = (agent: string) => page.locator('.run', { hasText: new RegExp(`^${agent}`) }).locator('.track')
    await track('strategy').waitFor()
    const kinds = (agent: string) =>
      track(agent)
        .locator('.bar, .wait, .end, .deadline')
        .evaluateAll((found) => found.map((shape) => shape.getAttribute('class') ?? ''))
    expect(await kinds('strategy')).toEqual(['bar queued', 'bar failed', 'end failed', 'wait', 'bar answered'])
    expect(await kinds('sentiment')).toEqual([
      'bar queued',
      'bar timed-out',
      'bar overtime',
      'end timed-out',
      'deadline',
    ])
    expect(await kinds('copybot')).toContain('end killed')
    const [bar, over, line] = await Promise.all(
      ['.timed-out', '.overtime', '.deadline'].map((shape) => track('sentiment').locator(shape).first().boundingBox()),
    )
    expect(over?.x).toBeCloseTo((bar?.x ?? 0) + (bar?.width ?? 0), 0)
    expect(line?.x).toBeCloseTo(over?.x ?? 0, -0.5)
  })

  it('tells who is queued, running, overdue and waiting for a retry, and grows while it runs', async () => {
    const { page } = await open(await pageServer(running()))
    const row = (agent: string) => page.locator('.run', { hasText: new RegExp(`^${agent}`) })
    await row('copybot').waitFor()
    expect(await row('copybot').innerText()).toContain('○ queued')
    expect(await row('sentiment').innerText()).toContain('▲ overdue')
    expect(await row('strategy').innerText()).toMatch(/▸ running [\d.]+s · attempt 2 of 3/)
    expect(await row('trading').innerText()).toMatch(/↻ retries in [\d.]+m?s · attempt 2 of 3/)
    const width = async () => (await row('copybot').locator('.bar').boundingBox())?.width ?? 0
    const before = await width()
    await expect.poll(width).toBeGreaterThan(before)
  })

  it('does not move but once a second where people want little motion, and not at all once it is over', async () => {
    const server = await pageServer(running())
    const { page } = await open(server, { reducedMotion: 'reduce' })
    await page.locator('.run').first().waitFor()
    const changes = () =>
      page.evaluate<number>(`new Promise((resolve) => {
        let changed = 0
        const observer = new MutationObserver(() => { changed += 1 })
        observer.observe(document.querySelector('.gantt'), { attributes: true, subtree: true, characterData: true })
        let frames = 0
        const next = () => { (frames += 1) < 60 ? requestAnimationFrame(next) : resolve(changed) }
        next()
      })`)
    expect(await changes()).toBeLessThanOrEqual(2)
    server.show({ live: sleepingLive(Date.now()) })
    await page.getByText('■ killed').waitFor()
    expect(await changes()).toBe(0)
  })
})

describe('agents, money and orders', () => {
  it('show health, breaker, success, the last runs and the last words of every agent', async () => {
    const { page } = await open(await pageServer(ended()))
    const row = (name: string) => page.getByRole('table', { name: 'Agents' }).getByRole('row').filter({ hasText: name })
    await row('copybot').waitFor()
    const copybot = await row('copybot').innerText()
    expect(copybot).toContain('✖ unhealthy')
    expect(copybot).toContain('breaker open: tries in 3 cycles')
    expect(copybot).toContain('62.0%')
    expect(copybot).toContain('exited: its process ended with exit code 3')
    await row('copybot')
      .getByRole('img', { name: /^the last 40 runs: 13 failed, the longest took/ })
      .waitFor()
    expect(await row('slow').innerText()).toContain('○ disabled')
  })

  it('tell unknown from nothing: a position without a price, and no account yet', async () => {
    const overview = watchedOverview(Date.now())
    const [first] = overview.account?.positions ?? []
    const unknown = { ...overview.account!, equity: null, profit: null, dayProfit: null, exposurePercent: null }
    const positions = [{ ...first!, price: null, value: null, unrealised: null }]
    const server = await pageServer({ ...ended(), overview: { ...overview, account: { ...unknown, positions } } })
    const { page } = await open(server)
    const money = page.getByRole('region', { name: 'Money', exact: true })
    await expect.poll(() => money.innerText()).toMatch(/Equity, USDT\s+unknown/)
    expect(await money.innerText()).toContain('A held symbol has no price')
    expect(await page.getByRole('table', { name: 'Positions' }).innerText()).toMatch(/unknown\s+paid 42,305\.18/)
    server.show({ overview: { ...overview, account: null } })
    await page.getByText('there is no account to show').waitFor()
  })

  it('show who holds what and what protects it', async () => {
    const { page } = await open(await pageServer(ended()))
    const row = page.getByRole('table', { name: 'Positions' }).getByRole('row').filter({ hasText: 'BTC/USDT' })
    await row.waitFor()
    expect(await row.innerText()).toMatch(
      /strategy 0\.04 · stop 41,500\.00 · take profit 48,000\.00\s+copybot 0\.0121 · unprotected/,
    )
  })
})
