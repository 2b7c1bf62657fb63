import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { start } from '../support/command.js'
import { noBuiltIns } from '../support/own-agents.js'

const agent = (words: string) => `import { defineAgent, z } from 'riskfirst'
console.log('loaded with ' + process.env.KEY)
export default defineAgent({
  name: 'mine',
  settings: z.object({ level: z.number() }),
  run: (briefing) => ({ summary: '${words}' }),
})
`
const config = (level: unknown) =>
  JSON.stringify({
    cycle: { interval: '1s' },
    agents: { ...noBuiltIns, risk: {}, mine: { run: './mine.js', env: ['KEY'], settings: { level } } },
  })

it('refuses a changed agent that cannot be started, takes it once its module is mended, and shows no new secret', async () => {
  const cwd = await freshDir()
  const write = (name: string, text: string) => writeFile(join(cwd, name), text)
  await write('.env', 'KEY=firstsecret123')
  await write('mine.js', agent('as it was'))
  await write('riskfirst.config.jsonc', config(1))
  const loop = start(cwd, ['--json'])
  await loop.printed('as it was')

  await write('.env', 'KEY=secondsecret456')
  await write('mine.js', 'export default }')
  await write('riskfirst.config.jsonc', config(2))
  await loop.printed('the change is not applied')

  await write('mine.js', agent('mended'))
  await loop.printed('the change is applied')
  await loop.printed('mended')
  loop.child.kill('SIGTERM')
  const { code, stdout, stderr } = await loop.ended
  expect(code).toBe(143)
  expect(stderr).toMatch(/riskfirst\.config\.jsonc:1: agents\.mine\.run: expected a module that can be loaded/)
  const log = await readFile(join(cwd, 'data/logs/mine.log'), 'utf8')
  expect(log).toContain('loaded with [masked]')
  expect(stdout + stderr + log).not.toMatch(/secret(123|456)/)
})
