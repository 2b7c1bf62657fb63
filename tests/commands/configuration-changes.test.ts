import { describe, expect, it } from 'vitest'
import { ConfigurationChanges } from '../../src/commands/configuration-changes.js'
import type { Reload } from '../../src/config/reload.js'
import { NotStartedError } from '../../src/executors/agent-hosts.js'
import { StartError } from '../../src/executors/start-error.js'
import { PlanError } from '../../src/orchestrator/plan.js'
import { folder, loadIn } from '../config/fixture.js'

/** Changes in the hands of a test: what is reloaded, and when its preparation ends. */
function stage(found: () => Reload) {
  const happened: string[] = []
  let end: { readonly ready: () => void; readonly refuse: (error: Error) => void } | undefined
  const changes = new ConfigurationChanges({
    reload: () => {
      happened.push('looked')
      return found()
    },
    trading: {
      prepare: () =>
        new Promise((resolve, reject) => {
          happened.push('preparing')
          end = { ready: () => resolve(() => void happened.push('in force')), refuse: reject }
        }),
    },
    cwd: '/nowhere',
    say: (text) => void happened.push(text),
    onSecrets: (secrets) => void happened.push(`hides ${secrets.join()}`),
    onApplied: () => void happened.push('applied'),
  })
  const told = () => happened.splice(0)
  return { changes, told, ready: () => end?.ready(), refuse: (error: Error) => end?.refuse(error) }
}

const changed = { ...loadIn(folder({})), secrets: ['hunter2'] }
const change = (accept = () => {}): Reload => ({ changed, needsRestart: ['market'], accept })

describe('changes of the configuration', () => {
  it('are looked for before every cycle, and most cycles find none', async () => {
    const { changes, told } = stage(() => undefined)
    await changes.look()
    await changes.look()
    expect(told()).toEqual(['looked', 'looked'])
  })

  it('hide their secrets before anything of them is started, and are accepted once they are in force', async () => {
    let accepted = 0
    const { changes, told, ready } = stage(() => change(() => accepted++))
    const looking = changes.look()
    ready()
    await looking
    expect(told()).toEqual([
      'looked',
      'hides hunter2',
      'preparing',
      'in force',
      'applied',
      'configuration: the change is applied',
      'configuration: market change with the next start',
    ])
    expect(accepted).toBe(1)
  })

  it('hold up no cycle while an agent starts, and are put in force between later ones', async () => {
    const { changes, told, ready } = stage(() => change())
    await changes.look()
    expect(told()).toEqual([
      'looked',
      'hides hunter2',
      'preparing',
      'configuration: the change is being prepared; cycles go on as they are',
    ])
    await changes.look()
    expect(told()).toEqual([])
    ready()
    await changes.look()
    expect(told().slice(0, 2)).toEqual(['in force', 'applied'])
  })

  it.each([
    ['a plan that cannot run', new PlanError('agents: expected unique names'), 'agents: expected unique names'],
    [
      'an agent that refuses',
      new NotStartedError([
        new StartError('mine', [{ path: ['settings', 'key'], expected: 'a key', got: '"hunter2"' }]),
      ]),
      'agents.mine.settings.key: expected a key, got "[masked]"',
    ],
  ])('with %s are refused, and not accepted', async (_what, error, words) => {
    let accepted = 0
    const { changes, told, refuse } = stage(() => change(() => accepted++))
    const looking = changes.look()
    refuse(error)
    await looking
    expect(told().at(-1)).toBe(`configuration: the change is not applied\n${words}`)
    expect(accepted).toBe(0)
  })

  it('end the loop only for what nobody expects', async () => {
    const { changes, refuse } = stage(() => change())
    const looking = changes.look()
    refuse(new Error('a bug'))
    await expect(looking).rejects.toThrow('a bug')
  })
})
