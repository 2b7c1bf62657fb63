import { describe, expect, it } from 'vitest'
import { pageServer } from '../../support/page-server.js'
import { haltedOverview, sleepingLive, watchedOverview } from '../../support/watched-system.js'
import { useBrowser } from './opened-page.js'

const open = useBrowser()

const attack = `</script></style><script>alert('in')</script><img src=x onerror="alert('in')">"' onload='alert(1)`

/** Every text that an agent, a feed or a person gave, with an attack behind it. */
function poisoned<State>(state: State, attack: string): State {
  const texts = [
    'agent',
    'name',
    'phase',
    'message',
    'summary',
    'lastError',
    'reason',
    'symbol',
    'who',
    'code',
    'changes',
    'market',
    'killSwitch',
    'cycleId',
  ]
  const told = JSON.stringify(state, (key, value: unknown) =>
    texts.includes(key) && typeof value === 'string' ? `${value}${attack}` : value,
  )
  return JSON.parse(told) as State
}

describe('words of others', () => {
  it('are shown as they are, and obeyed in no place', async () => {
    const now = Date.now()
    const overview = { ...haltedOverview(now), killSwitch: 'ada' }
    const { page, faults } = await open(
      await pageServer({ overview: poisoned(overview, attack), live: poisoned(sleepingLive(now), attack) }),
    )
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    const text = await page.locator('body').innerText()
    for (const said of [
      `SIMULATED MARKET · PAPER MONEY${attack}`,
      `the account lost 6.2 % since the day began${attack}`,
      `HALT says: ada${attack}`,
      `ETH/USDT would be a larger part of equity than it may${attack}`,
      `sentiment timed out: no answer within 3 s${attack}`,
      `checked the book${attack}`,
      `bought 0.01 BTC/USDT${attack}`,
    ])
      expect(text).toContain(said)
    await page.getByRole('button', { name: `Disable copybot${attack}` }).click()
    await page.getByRole('dialog', { name: `Disable copybot${attack}?` }).waitFor()
    expect(await page.locator('body img, body script, [onload], [onerror]').count()).toBe(0)
    expect(await page.locator('head script').count()).toBe(1)
    expect(faults).toEqual([])
  })

  it('cannot turn the direction of a line, hide in it, or begin a new one', async () => {
    const now = Date.now()
    const sly = '\u202e\u2066\u200b\u0007\u001b[31mred\u001b[0m\ufeff\r\n'
    const { page } = await open(
      await pageServer({ overview: poisoned(haltedOverview(now), sly), live: poisoned(sleepingLive(now), sly) }),
    )
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    const html = await page.content()
    expect(html).toContain('the account lost 6.2 % since the day beganred')
    expect(html).not.toMatch(/(?!\n)\p{Cc}|\p{Cf}/u)
  })

  it('wrap or are cut, with the whole of them to whoever points at it, and never widen the page', async () => {
    const now = Date.now()
    const long = `-${'x'.repeat(600)}`
    for (const width of [1280, 390]) {
      const server = await pageServer({
        overview: poisoned(haltedOverview(now), long),
        live: poisoned(sleepingLive(now), long),
      })
      const { page } = await open(server, { viewport: { width, height: 800 } })
      await page.getByRole('heading', { name: 'HALTED' }).waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
      expect(await page.locator(`[title="bought 0.01 BTC/USDT${long}"]`).count()).toBe(1)
    }
  })

  it('of a server’s answer are text, too', async () => {
    const server = await pageServer({ overview: watchedOverview(Date.now()), live: sleepingLive(Date.now()) })
    server.answer({ ok: true, words: [`<b>${attack}</b>\u202e`] })
    const { page, faults } = await open(server)
    await page.getByRole('button', { name: 'Halt…' }).click()
    await page.getByRole('button', { name: 'Halt', exact: true }).click()
    const said = page.locator('.notice')
    await said.waitFor()
    expect(await said.innerText()).toBe(`<b>${attack}</b>`)
    expect(faults).toEqual([])
  })
})
