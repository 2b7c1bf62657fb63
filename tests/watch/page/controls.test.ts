import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import type { Overview } from '../../../src/watch/api.js'
import { pageServer, TOKEN } from '../../support/page-server.js'
import { haltedOverview, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()
const serve = (overview: Overview = watchedOverview(Date.now())) =>
  pageServer({ overview, live: sleepingLive(Date.now()) })

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const focused = (page: Page) => page.evaluate<string>('document.activeElement.textContent.slice(0, 40)')

describe('the token', () => {
  it('is taken out of the address into the tab, and survives a reload', async () => {
    const server = await serve()
    const { page } = await open(server)
    await button(page, 'Halt…').waitFor()
    expect(page.url()).toBe(`${server.address}/#/`)
    expect(await page.evaluate('history.length')).toBeLessThanOrEqual(2)
    await page.reload()
    await button(page, 'Halt…').click()
    await button(page, 'Halt').click()
    await expect.poll(() => server.asked).toHaveLength(1)
  })

  it('is asked for when it is not known, and again when it is wrong; then the action goes on', async () => {
    const server = await serve()
    const { page, faults } = await open(server, { at: '/' })
    await button(page, 'Halt…').click()
    await button(page, 'Halt').click()
    const dialog = page.getByRole('dialog', { name: 'Token' })
    await dialog.getByLabel('Token').fill('wrong')
    await page.keyboard.press('Enter')
    await dialog.getByText('The server refused that token.').waitFor()
    expect(server.asked).toEqual([])
    await dialog.getByLabel('Token').fill(TOKEN)
    await page.keyboard.press('Enter')
    await expect.poll(() => server.asked).toHaveLength(1)
    await dialog.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  it('unlocks a server that shows nothing without it', async () => {
    const server = await pageServer(
      { overview: watchedOverview(Date.now()), live: sleepingLive(Date.now()) },
      { locked: true },
    )
    const { page } = await open(server, { at: '/' })
    await page.getByRole('dialog', { name: 'Token' }).getByLabel('Token').fill(TOKEN)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    const { page: other } = await open(server)
    await other.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    expect(await other.getByRole('dialog').count()).toBe(0)
  })
})

describe('halt and resume', () => {
  it('posts the reason and whether to sell, with the token, and says the server’s words to everybody', async () => {
    const server = await serve()
    const { page, faults } = await open(server)
    server.answer({ ok: true, words: ['data is halted: nothing is launched or sent from now on.', 'Flatten: …'] })
    await button(page, 'Halt…').click()
    await page.getByLabel('Why (optional)').fill('the feed looks wrong')
    await page.getByLabel(/Sell everything, too: 2 positions/).check()
    await button(page, 'Halt and sell everything').click()
    const said = page.getByRole('status').filter({ hasText: 'data is halted' })
    await said.waitFor()
    expect(server.asked).toEqual([
      { path: '/api/halt', body: { reason: 'the feed looks wrong', flatten: true }, token: TOKEN },
    ])
    server.show({ overview: haltedOverview(Date.now()) })
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    await button(page, 'Put away').click()
    await said.waitFor({ state: 'detached' })
    expect(faults).toEqual([])
  })

  it('shows what a resume lifts, and does nothing without a reason', async () => {
    const now = Date.now()
    const server = await serve({ ...haltedOverview(now), killSwitch: 'ada: the feed looks wrong' })
    const { page } = await open(server)
    await button(page, 'Resume…').click()
    const dialog = page.getByRole('dialog', { name: 'Resume trading?' })
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual([
      'Removes the HALT file: ada: the feed looks wrong',
      'Clears the latch daily-loss: the account lost 6.2 % since the day began',
    ])
    await dialog.getByRole('button', { name: 'Resume' }).click()
    await page.getByLabel('Why it is safe to go on').fill('   ')
    await page.keyboard.press('Enter')
    expect(server.asked).toEqual([])
    await page.getByLabel('Why it is safe to go on').fill(' checked the book ')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => server.asked)
      .toEqual([{ path: '/api/resume', body: { reason: 'checked the book' }, token: TOKEN }])
  })

  it('can be done with the keyboard alone: Escape leaves, and the focus goes back', async () => {
    const server = await serve()
    const { page } = await open(server)
    // Whoever types waits until there is where to.
    const asks = async () => {
      await expect.poll(() => page.evaluate("document.activeElement.matches('dialog[open] input')")).toBe(true)
    }
    await button(page, 'Halt…').waitFor()
    await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Skip to the content')
    for (let presses = 0; presses < 5 && (await focused(page)) !== 'Halt…'; presses++) await page.keyboard.press('Tab')
    expect(await focused(page)).toBe('Halt…')
    await page.keyboard.press('Enter')
    await asks()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Halt…')
    expect(server.asked).toEqual([])
    await page.keyboard.press('Enter')
    await asks()
    await page.keyboard.type('by hand')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => server.asked)
      .toEqual([{ path: '/api/halt', body: { reason: 'by hand', flatten: false }, token: TOKEN }])
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await focused(page)).toBe('Halt…')
  })

  it('says why a button would do nothing, instead of doing it', async () => {
    const server = await serve()
    const { page } = await open(server)
    await button(page, 'Resume…').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'There is nothing to resume' }).waitFor()
    expect(await button(page, 'Resume…').getAttribute('aria-disabled')).toBe('true')
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(server.asked).toEqual([])
  })

  it('shows a refusal in the server’s words, and a server that does not answer', async () => {
    const server = await serve()
    const { page } = await open(server)
    server.answer({ ok: false, words: ['reason: expected one line'] })
    await button(page, 'Halt…').click()
    await button(page, 'Halt').click()
    await page.getByRole('status').filter({ hasText: 'reason: expected one line' }).waitFor()
    await button(page, 'Halt…').click()
    server.leave()
    await button(page, 'Halt').click()
    const said = page.getByRole('status').filter({ hasText: 'It may be done all the same' })
    await said.waitFor()
    expect(server.asked).toHaveLength(1)
  })
})

describe('positions and agents', () => {
  it('closes a position with a reason', async () => {
    const server = await serve()
    const { page } = await open(server)
    await button(page, 'Close ETH/USDT').click()
    const dialog = page.getByRole('dialog', { name: 'Close ETH/USDT?' })
    expect(await dialog.innerText()).toContain('Sells all 0.81 of it, in a cycle at once. Held by trading.')
    await dialog.getByLabel('Why (optional)').fill('earnings')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => server.asked)
      .toEqual([{ path: '/api/close', body: { symbol: 'ETH/USDT', reason: 'earnings' }, token: TOKEN }])
  })

  it('does not ask for what waits already, or cannot be while HALT is there', async () => {
    const overview = watchedOverview(Date.now())
    const [request] = overview.requests
    const waits = { ...request!, id: 9, kind: 'close' as const, details: { symbol: 'ETH/USDT' }, appliedAt: null }
    const server = await serve({ ...overview, requests: [waits] })
    const { page } = await open(server)
    await button(page, 'Close ETH/USDT').focus()
    await page.keyboard.press('Enter')
    await page.getByRole('status').filter({ hasText: 'asked already to close ETH/USDT' }).waitFor()
    await page.getByText('close ETH/USDT ○ waits').waitFor()
    server.show({ overview: { ...overview, killSwitch: '' } })
    await expect.poll(() => button(page, 'Close BTC/USDT').getAttribute('aria-disabled')).toBe('true')
    expect(server.asked).toEqual([])
  })

  it('disables and enables an agent', async () => {
    const server = await serve()
    const { page } = await open(server)
    await button(page, 'Disable copybot').click()
    expect(await focused(page)).toBe('Cancel')
    await button(page, 'Disable').click()
    await expect.poll(() => server.asked).toHaveLength(1)
    await button(page, 'Enable slow').click()
    await button(page, 'Enable').click()
    await expect
      .poll(() => server.asked)
      .toEqual([
        { path: '/api/agents/copybot', body: { enabled: false }, token: TOKEN },
        { path: '/api/agents/slow', body: { enabled: true }, token: TOKEN },
      ])
  })
})
