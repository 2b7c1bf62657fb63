import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../store/children/bundle.js'
import { type Running, startScript } from '../support/command.js'
import { living } from '../support/processes.js'

let script: string
beforeAll(async () => {
  script = await bundle('run-agents', join(import.meta.dirname, 'children'))
})
afterAll(() => rmSync(script))

let rounds = 0

/** A process that runs agents, and a word that is in the command line or the environment of all that these start. */
function start(): { readonly parent: Running; readonly tag: string } {
  const tag = `orphan-${process.pid}-${++rounds}`
  return { parent: startScript(script, [tag], { cwd: '/' }), tag }
}

function run(parent: Running, agent: string): void {
  parent.child.stdin?.write(`${agent}\n`)
}

const guardsOf = ({ child }: Running) => living('cmdline', `riskfirst-guardian\0RISKFIRST_PROCESS=${child.pid}-`)

/** What agents left behind, when the guardian of their dead parent has done what it can. */
async function orphans(parent: Running, tag: string): Promise<readonly number[]> {
  await parent.ended
  await expect.poll(() => guardsOf(parent), { timeout: 20_000 }).toEqual([])
  return [...living('cmdline', tag), ...living('environ', `TAG=${tag}`)]
}

describe('when its parent is killed, the process of an agent', () => {
  it('ends with all that it started: in its group, in a session of its own, and twice removed', async () => {
    const { parent, tag } = start()
    const helpers = 'sleep 600 & setsid sleep 600 & (setsid sh -c "setsid sleep 600 & sleep 600" &)'
    run(parent, `trap "" TERM HUP; ${helpers}; echo spinning; while :; do :; done`)
    await parent.printed('spinning')
    parent.child.kill('SIGKILL')
    expect(await orphans(parent, tag)).toEqual([])
  })

  it.each([1, 1, 1, 2, 3, 5])('ends also when it was just being started (%i of them)', async (count) => {
    const { parent, tag } = start()
    for (let n = 1; n <= count; n++) run(parent, 'setsid sleep 600 & sleep 600 & sleep 600')
    await parent.printed('starting\n'.repeat(count))
    parent.child.kill('SIGKILL')
    expect(await orphans(parent, tag)).toEqual([])
  })

  it('ends with what left its group and its environment, if that was seen', async () => {
    const { parent, tag } = start()
    run(parent, `env -i setsid sh -c 'sleep 600 & echo $0 1 & sleep 600' ${tag} & sleep 2; echo seen; sleep 600`)
    await parent.printed('seen')
    expect(living('cmdline', tag)).not.toEqual([])
    parent.child.kill('SIGKILL')
    expect(await orphans(parent, tag)).toEqual([])
  })

  it('ends also when it emptied its environment, and the guardian was killed and replaced', async () => {
    const { parent, tag } = start()
    run(parent, `exec env -i sh -c 'echo one; while :; do /bin/sleep 600; done' ${tag}`)
    await parent.printed('one')
    const [first = 0] = guardsOf(parent)
    process.kill(first, 'SIGKILL')
    await expect.poll(() => existsSync(`/proc/${first}`)).toBe(false)
    run(parent, 'echo two; sleep 600')
    await parent.printed('two')
    expect(guardsOf(parent)).toHaveLength(1)
    parent.child.kill('SIGKILL')
    expect(await orphans(parent, tag)).toEqual([])
  })
})

it('the guardian keeps nobody alive, and ends with its parent', async () => {
  const { parent, tag } = start()
  run(parent, 'echo done')
  await parent.printed('done')
  parent.child.stdin?.end()
  expect(await parent.ended).toMatchObject({ code: 0 })
  expect(await orphans(parent, tag)).toEqual([])
})
