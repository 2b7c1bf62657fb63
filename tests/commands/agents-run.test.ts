import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/agents-run.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'
import { emptyFolder, haltedFolder } from './traded-folder.js'

const { PATH = '' } = process.env

/** Surroundings in which `mine` is this shell script. */
function scripted(script: string) {
  const agents = { mine: { run: ['sh', 'mine.sh'], env: ['KEY'] } }
  const files = { 'riskfirst.config.jsonc': JSON.stringify({ agents }), 'mine.sh': script }
  return recordedIo(folder(files), { PATH, KEY: 'hunter2hunter2' })
}

describe('agents run', () => {
  it('prints what the process prints beside the proposal, without secrets, and writes nothing', async () => {
    const io = scripted(`echo "  look: $KEY"; echo "oh" >&2; echo '{"summary":"done"}' >"$RISKFIRST_PROPOSAL"`)
    const before = readdirSync(io.cwd)
    expect(await run({ name: 'mine' }, io)).toBe(0)
    expect(io.written.err).toMatch(/^mine │ {3}look: \S+$/m)
    expect(io.written.err).toMatch(/^mine │ oh$/m)
    expect(io.written.err).not.toContain('hunter2')
    expect(io.written.out).toMatch(/^mine: noop in .*\n {2}done$/m)
    expect(readdirSync(io.cwd)).toEqual(before)
  })

  it('ends with 22 and the last words of one that fails', async () => {
    const io = scripted('echo "no key" >&2; exit 4')
    expect(await run({ name: 'mine' }, io)).toBe(22)
    expect(io.written.out).toMatch(/exited: .*code 4.*no key/)
  })

  it('refuses a name that nobody has', async () => {
    await expect(run({ name: 'mime' }, scripted(''))).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining('did you mean "mine"?'),
    })
  })
})

describe('agents run --cycle', () => {
  const dataDir = 'data'

  it.each([
    ['strategy', 'c000003', 2, 'strategy did not run in c000003: it ended halted (the trading state is halted)'],
    ['strategy', 'c000001', 78, 'c000001 is of an older riskfirst, which did not keep what agents were told'],
    ['copybot', 'c000002', 2, 'copybot did not run in c000002: expected risk or strategy or slow'],
    ['strategy', 'c000004', 2, '--cycle: expected a cycle of this folder, got "c000004"'],
    ['strategy', '', 2, '--cycle: expected the id of a cycle, got ""'],
  ])('says why %s has nothing to be run on in "%s"', async (name, cycle, code, message) => {
    const { io } = haltedFolder()
    await expect(run({ name, cycle, dataDir }, io)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  })

  it('says so where nothing has run, and of a cycle that runs', async () => {
    const { io } = emptyFolder()
    await expect(run({ name: 'risk', cycle: 'c000001', dataDir }, io)).rejects.toMatchObject({
      code: 2,
      message: '--cycle: data has no record yet of "c000001"',
    })
    const running = haltedFolder()
    running.journal.begin({ tick: '', asOf: '', startedAt: '' })
    await expect(run({ name: 'risk', cycle: 'c000004', dataDir }, running.io)).rejects.toMatchObject({
      code: 2,
      message: 'risk did not run in c000004: nothing of it is kept, as it is running',
    })
  })
})
