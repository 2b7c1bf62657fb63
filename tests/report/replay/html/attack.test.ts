import { describe, expect, it } from 'vitest'
import { htmlReport } from '../../../../src/report/replay/html/html-report.js'
import type { ReplayReport } from '../../../../src/report/replay/report.js'
import { madeUpReport } from '../../../support/replay-report.js'
import { useBrowser } from './opened-report.js'

const open = useBrowser()

const attack = `</script></style><script>alert('in')</script><img src=x onerror="alert('in')">"' onload='alert(1)`

/** Every text that an agent, a market or a message gave is the attack, with its own text before it. */
function poisoned(report: ReplayReport): ReplayReport {
  const { run } = report
  const names = (named: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(named).map(([name, value]) => [`${name}${attack}`, value]))
  const text = JSON.stringify(report, (key, value: unknown) => {
    if (['books', 'prices', 'fills_by_symbol', 'denied_by_code', 'failed_by_code'].includes(key))
      return names(value as Record<string, unknown>)
    if (key === 'symbols') return (value as string[]).map((symbol) => `${symbol}${attack}`)
    if (key === 'lifted') return (value as string[]).map((code) => `${code}${attack}`)
    const isText = [
      'agent',
      'reason',
      'message',
      'code',
      'label',
      'phase',
      'ended_by',
      'how',
      'on_halt',
      'quote',
      'timeframe',
    ]
    return isText.includes(key) && typeof value === 'string' ? `${value}${attack}` : value
  })
  expect(run.halts.length).toBeGreaterThan(0)
  return { ...(JSON.parse(text) as ReplayReport), notes: [attack] }
}

describe('words of agents', () => {
  it('are shown in every place, and obeyed in none', async () => {
    const { page, faults, requests, url } = await open(poisoned(madeUpReport()))
    expect(await page.locator('.halts').innerText()).toContain(`the account lost more in a day than it may${attack}`)
    expect(await page.locator('.resumes').innerText()).toContain(`soft limit: drawdown-soft${attack}`)
    expect(await page.locator('.remarks').innerText()).toContain(attack)
    expect(await page.locator('.agents').innerText()).toContain(attack)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.locator('script').count()).toBe(2)
    expect(await page.locator('[onload], [onerror]').count()).toBe(0)
    expect(requests).toEqual([url])
    expect(faults).toEqual([])
  })

  it('are shown, and not obeyed, in the pictures that the script draws', async () => {
    const { page, faults } = await open(poisoned(madeUpReport()))
    expect(await page.locator('#books-chart .legend').innerText()).toContain(`strategy${attack}`)
    await page.locator('#price-chart .plot').focus()
    await page.keyboard.press('End')
    await page.locator('#price-chart .tip').waitFor({ state: 'visible' })
    expect(await page.locator('#price-chart .tip').innerText()).toContain(
      `the stop at two deviations was reached${attack}`,
    )
    expect(await page.locator('#readout').textContent()).toContain(attack)
    expect(await page.locator('img').count()).toBe(0)
    expect(faults).toEqual([])
  })

  it('run in no case: the page allows its own script and style by their hashes, and nothing else', async () => {
    const html = await htmlReport(madeUpReport())
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.replaceAll('&#39;', "'")
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[\w+/=]{44}'; style-src 'sha256-[\w+/=]{44}'; base-uri 'none'; form-action 'none'$/,
    )
    const { page, faults } = await open(madeUpReport())
    await page.evaluate(`document.body.append(Object.assign(document.createElement('script'), { text: 'alert(1)' }))`)
    await expect.poll(() => faults.join()).toContain('Content Security Policy')
  })

  it('cannot turn the direction of a line or hide in it', async () => {
    const report = madeUpReport()
    const html = await htmlReport({ ...report, notes: ['one\u202e\u200b\u0007two'] })
    expect(html).toContain('<li>onetwo</li>')
  })
})
