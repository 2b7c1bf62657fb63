import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { startChromium } from '../support/chromium.js'
import { run } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'
import { type ServedLoop, serveLoop } from '../support/served-loop.js'

const agents = {
  // Fails once, and then takes its time.
  'flaky.mjs': `
    import { defineAgent, z } from 'riskfirst'
    export default defineAgent({
      name: 'flaky',
      settings: z.strictObject({}),
      async run({ attempt }) {
        if (attempt === 1) throw new Error('the feed said no')
        await new Promise((resolve) => setTimeout(resolve, 1800))
        return { summary: 'it took two tries' }
      },
    })`,
  'stuck.mjs': `
    import { defineAgent, z } from 'riskfirst'
    export default defineAgent({ name: 'stuck', settings: z.strictObject({}), run: () => new Promise(() => {}) })`,
  // More than half of all there is.
  'greedy.mjs': `
    import { defineAgent, z } from 'riskfirst'
    export default defineAgent({
      name: 'greedy',
      settings: z.strictObject({}),
      run: ({ memory }) => ({
        summary: 'all of it <img src=x onerror=alert(1)>',
        orders: memory === 'bought'
          ? [{ symbol: 'BTC/USDT', side: 'buy', notional: '6000', reason: 'because' }]
          : [{ symbol: 'BTC/USDT', side: 'buy', notional: '900', reason: 'a beginning' }],
        memory: 'bought',
      }),
    })`,
}

const config = {
  cycle: { interval: '6s' },
  orchestrator: { shutdownGrace: '500ms', backoffBase: '500ms' },
  market: { source: 'simulated', symbols: ['BTC/USDT'] },
  agents: {
    ...noBuiltIns,
    risk: {},
    flaky: { run: './flaky.mjs', retries: 1 },
    stuck: { run: './stuck.mjs', timeout: '3s' },
    greedy: { run: './greedy.mjs' },
  },
}

let browser: Browser
let cwd: string
let served: ServedLoop
let page: Page
const faults: string[] = []

beforeAll(async () => {
  browser = await startChromium()
  cwd = await freshDir()
  for (const [name, text] of Object.entries(agents)) await writeFile(join(cwd, name), text)
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify(config))
  served = await serveLoop(cwd, ['--quiet'])
  page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  page.setDefaultTimeout(15_000)
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => faults.push(message.text()))
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  await page.goto(`${served.url}/#token=${served.token}`)
})

afterAll(async () => {
  await browser?.close()
  served?.loop.child.kill('SIGTERM')
  await served?.loop.ended
})

const row = (agent: string) => page.locator('.cycle li.run').filter({ hasText: agent })
const button = (name: string) => page.getByRole('button', { name, exact: true })
const said = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text })
/** Keeps a picture where the README's are made. */
const shot = async (name: string) => {
  const folder = process.env['SCREENSHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

describe('the page of a real loop', () => {
  it('shows a cycle as it goes on: an agent on its second try, one on its way to a timeout, an order that is denied', async () => {
    const [, number = '0'] = /\d+/.exec(await page.getByRole('heading', { name: /^Cycle \d+$/ }).innerText()) ?? []
    await page.getByRole('heading', { name: `Cycle ${Number(number) + 2}`, exact: true }).waitFor()
    await row('greedy').getByText('success').waitFor()
    await row('flaky')
      .filter({ hasText: /running[^]*attempt 2 of 2[^]*failed: Error: the feed said no/ })
      .waitFor()
    await row('stuck').getByText('▸ running').waitFor()
    await shot('page-cycle')
    await row('flaky')
      .filter({ hasText: /no-op[^]*2 attempts/ })
      .waitFor()
    await row('stuck')
      .filter({ hasText: /timeout|killed/ })
      .waitFor()
    expect(await row('stuck').innerText()).toContain('timed out, killed after its grace: no answer within 3 s')
    const denied = page.getByRole('row').filter({ hasText: 'denied' }).first()
    await denied.waitFor()
    expect(await denied.innerText()).toMatch(/max-order[^]*over the limit of/)
    await shot('page-after')
    expect(faults).toEqual([])
  })

  it('halts by its button, in the middle of everything, and says who did it', async () => {
    await button('Halt…').click()
    await page.getByLabel('Why (optional)').fill('the feed looks wrong')
    await button('Halt').click()
    await said('is halted: nothing is launched or sent from now on').waitFor()
    await page.getByRole('heading', { name: 'HALTED' }).waitFor()
    await expect.poll(() => readFile(join(cwd, 'data/HALT'), 'utf8').catch(() => '')).toContain('the feed looks wrong')
    await row('flaky').getByText('○ halted').waitFor() // the next cycle starts nobody but the risk agent
    await shot('page-halted')
    const { stdout } = await run(cwd, ['status', '--json'])
    expect(JSON.parse(stdout).record.requests[0]).toMatchObject({
      kind: 'halt',
      reason: 'the feed looks wrong',
      who: 'page (127.0.0.1)',
    })
  })

  it('resumes with a reason, and the next verdict decides', async () => {
    await button('Resume…').click()
    await page.getByLabel('Why it is safe to go on').fill('looked at the feed')
    await page.keyboard.press('Enter')
    await said(/The next verdict decides/).waitFor()
    await page.getByRole('heading', { name: 'ACTIVE' }).waitFor()
    await row('flaky').getByText('▸ running').waitFor()
    expect(await readdir(join(cwd, 'data'))).not.toContain('HALT')
  })

  it('closes a position in a cycle at once, and disables an agent in the configuration', async () => {
    await button('Close BTC/USDT').click()
    await page.getByLabel('Why (optional)').fill('enough')
    await page.keyboard.press('Enter')
    await said(/BTC\/USDT/).waitFor()
    await button('Disable stuck').click()
    await button('Disable').click()
    await said('stuck is now disabled').waitFor()
    expect(await readFile(join(cwd, 'riskfirst.config.jsonc'), 'utf8')).toMatch(/"stuck":\s*{[^}]*"enabled": ?false/)
    const sold = page
      .getByRole('row')
      .filter({ hasText: /filled[^]*sell/ })
      .first()
    await sold.waitFor()
    expect(await sold.innerText()).toContain('enough')
    await button('Enable stuck').waitFor()
  })

  it('is there again after the loop was ended and begun anew, with what happened meanwhile', async () => {
    served.loop.child.kill('SIGKILL')
    await served.loop.ended
    await page.getByText(/reconnecting/i).waitFor()
    served = await serveLoop(cwd, ['--quiet'], { serve: new URL(served.url).host })
    await page.getByText('● live').waitFor()
    await row('flaky').getByText('▸ running').waitFor()
    expect(faults.filter((fault) => !fault.includes('net::ERR_'))).toEqual([])
  })
})
