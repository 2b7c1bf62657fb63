import { describe, expect, it } from 'vitest'
import { pageServer } from '../../support/page-server.js'
import { haltedOverview, runningLive, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()
const states = () => ({ overview: watchedOverview(Date.now()), live: sleepingLive(Date.now()) })

describe('a lost connection', () => {
  it('is shown, and found again by itself with all that happened meanwhile', async () => {
    const server = await pageServer(states())
    const { page, faults } = await open(server)
    await page.getByText('● live').waitFor()
    server.leave()
    await page.getByText('▲ reconnecting, nothing heard for').waitFor()
    server.show({ overview: haltedOverview(Date.now()), live: runningLive(Date.now()) })
    server.back()
    await page.getByText('● live').waitFor()
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    expect(await page.locator('.loop').innerText()).toBe('cycle 123 runs')
    expect(faults).toEqual([])
  })

  it('makes what is shown look old after 15 s, and says since when', async () => {
    const server = await pageServer(states())
    const { page } = await open(server, { stopsTime: true })
    await page.getByText('● live').waitFor()
    server.leave()
    await page.getByText('▲ reconnecting').waitFor()
    expect(await page.getByText('What you see is old').count()).toBe(0)
    await page.clock.runFor(17_000)
    await page.getByText(/Nothing was heard of the server since .* What you see is old/).waitFor()
    expect(await page.getByRole('main').getAttribute('class')).toBe('old')
    expect(await page.title()).toBe('? riskfirst')
    server.back()
    await page.clock.runFor(3000)
    await expect.poll(() => page.getByRole('main').getAttribute('class'), { timeout: 10_000 }).toBe('')
    expect(await page.getByText('What you see is old').count()).toBe(0)
  })

  it('is noticed though nothing breaks: a server that says nothing is asked, and then called silent', async () => {
    const server = await pageServer(states())
    const { page } = await open(server, { stopsTime: true })
    await page.getByText('● live').waitFor()
    await page.clock.runFor(20_000)
    await page.getByText('● live').waitFor() // nothing happened, but it answers
    server.fallSilent()
    await page.clock.runFor(20_000)
    // The wait for an answer is the browser's own, which the test's clock does not move.
    await page.getByText('▲ reconnecting').waitFor({ timeout: 15_000 })
    server.show({ overview: haltedOverview(Date.now()) })
    server.back()
    await page.clock.runFor(5000)
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    expect(await page.getByRole('banner').innerText()).toContain('● live')
  })

  it('is told apart from a page that never heard anything', async () => {
    const server = await pageServer(states())
    const { page } = await open(server)
    await page.getByText('● live').waitFor()
    server.leave()
    await page.getByText('▲ reconnecting').waitFor()
    expect(await page.getByRole('heading', { name: 'ACTIVE' }).isVisible()).toBe(true)
  })

  it('loses nothing to an event that is no JSON', async () => {
    const server = await pageServer(states())
    const { page, faults } = await open(server)
    await page.getByText('● live').waitFor()
    server.showText('overview', '{"standing":')
    server.show({ overview: haltedOverview(Date.now()) })
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    expect(faults).toEqual([])
  })
})

describe('a state that the page cannot draw', () => {
  it('takes only its own part with it', async () => {
    const overview = watchedOverview(Date.now())
    const broken = { ...overview, orders: JSON.parse('[{"clientOrderId":"x"}]') as typeof overview.orders }
    const { page } = await open(await pageServer({ ...states(), overview: broken }))
    await page.getByText('The list of orders cannot be shown').waitFor()
    expect(await page.getByRole('button', { name: 'Halt…' }).isVisible()).toBe(true)
    expect(await page.getByRole('table', { name: 'Positions' }).isVisible()).toBe(true)
  })
})

describe('the views', () => {
  it('have addresses of their own, and the way back works', async () => {
    const server = await pageServer(states())
    const { page } = await open(server)
    await page.getByRole('link', { name: 'Past cycles', exact: true }).click()
    await page.getByRole('heading', { name: 'Past cycles' }).waitFor()
    expect(page.url()).toBe(`${server.address}/#/cycles`)
    await page.getByRole('link', { name: 'c000122' }).first().click()
    await page.getByRole('heading', { name: /c000122/ }).waitFor()
    await page.goBack()
    await page.goBack()
    await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    expect(server.opened).toBe(1)
  })
})
