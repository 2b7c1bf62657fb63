import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { keepsSilent, ModelServer } from '../agents/trading/model-server.js'
import { freshDir } from '../support/candles.js'
import { run, start } from '../support/command.js'

it('forgets no request to a model that was under way when the program was killed', async () => {
  const server = await ModelServer.open()
  server.willReply(keepsSilent)
  const cwd = await freshDir()
  const settings = { provider: 'model', model: 'm', baseUrl: server.baseUrl, budget: { maxCallsPerDay: 1 } }
  await writeFile(join(cwd, 'riskfirst.config.jsonc'), JSON.stringify({ agents: { risk: {}, trading: { settings } } }))

  const first = start(cwd, ['--cycle-once'])
  await server.received(1)
  first.child.kill('SIGKILL')
  await first.ended

  const { code, stdout } = await run(cwd, ['--cycle-once', '--json'])
  expect(code).toBe(0)
  expect(stdout).toContain('the budget for models is exhausted: another request could make it 2 of 1 calls per UTC day')
  expect(server.requests).toHaveLength(1)
})
