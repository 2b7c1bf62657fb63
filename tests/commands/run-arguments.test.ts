import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { run } from '../../src/commands/run.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

const ofCount = 'expected a whole number of at least 1, got'

it.each([
  [{ cycles: 'abc' }, `--cycles: ${ofCount} "abc"`],
  [{ cycles: '1e3' }, `--cycles: ${ofCount} "1e3"`],
  [{ cycles: '0' }, `--cycles: ${ofCount} 0`],
  [{ cycles: '-1' }, `--cycles: ${ofCount} -1`],
  [{ cycles: ['3', '4'] }, `--cycles: ${ofCount} a list`],
  [{ maxWorkers: '' }, `--max-workers: ${ofCount} ""`],
  [
    { maxWorkers: '99999' },
    '--max-workers: orchestrator.maxWorkers: expected a whole number from 1 to 10000, got 99999',
  ],
  [{ interval: 'soon' }, '--interval: cycle.interval: expected a duration such as "30s", or 0, got "soon"'],
])('run refuses %j as a fault of usage that says what was typed', async (args, message) => {
  const io = recordedIo(folder())
  await expect(run(args, io)).rejects.toMatchObject({ name: 'CommandError', code: 2, message })
  expect(readdirSync(io.cwd)).toEqual([])
})

it('a fault in a file beside one in a flag is one of the configuration', async () => {
  const io = recordedIo(folder({ 'riskfirst.config.jsonc': '{ "x": 1 }' }))
  await expect(run({ interval: 'soon' }, io)).rejects.toMatchObject({
    code: 78,
    message: expect.stringMatching(/^riskfirst\.config\.jsonc:1: x: .*\n--interval: /),
  })
})
