import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { run } from '../../src/commands/agents-run.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

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
