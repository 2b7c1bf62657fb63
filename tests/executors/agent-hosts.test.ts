import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import * as z from 'zod'
import type { Agent } from '../../src/agents/agent.js'
import { AgentHosts, type HostedAgent, NotStartedError } from '../../src/executors/agent-hosts.js'
import { ownMark } from '../../src/executors/process-tree.js'
import { StartError } from '../../src/executors/start-error.js'
import { Cancellation } from '../../src/orchestrator/cancellation.js'
import { systemTimer } from '../../src/system-clocks.js'
import { briefing } from '../support/bare-briefing.js'
import { lives, living } from '../support/processes.js'
import { planned } from '../support/scripted-executor.js'
import { agentText, keptAlive, moduleOf } from './warm-hosts.js'

const inner = { name: 'inner', settings: z.unknown(), run: () => ({ summary: 'from inside' }) }

const open: AgentHosts[] = []
afterEach(() => Promise.all(open.splice(0).map((hosts) => hosts.close())))

/** An agent that tells the home it was opened with, and how often that happened. */
function homely(): Agent & { opened: number } {
  return {
    name: 'homely',
    settings: z.unknown(),
    opened: 0,
    open({ folder, keep }) {
      this.opened++
      return { run: () => ({ summary: `${folder} ${keep}` }) }
    },
    run: () => ({ summary: 'was not opened' }),
  }
}

function createHosts(...agents: readonly Agent[]): AgentHosts {
  const roster = new Map([inner, ...agents].map((agent) => [agent.name, agent]))
  const folder = { dataDir: '/data', keep: true }
  const hosts = new AgentHosts({
    roster,
    timer: systemTimer,
    env: process.env,
    onOutput() {},
    mask: (text: string) => text,
    ...folder,
  })
  open.push(hosts)
  return hosts
}

function hosted(name: string, program: HostedAgent['program'], settings: unknown = {}): HostedAgent {
  return { name, program, settings, critical: false, runWhen: 'reducing' }
}

async function summary(hosts: AgentHosts, name: string): Promise<string> {
  const assignment = { agent: planned(name), briefing: briefing(1), graceMs: 100 }
  return (await hosts.run(assignment, new Cancellation())).proposal.summary
}

async function putInForce(hosts: AgentHosts, ...agents: readonly HostedAgent[]): Promise<void> {
  const commit = await hosts.prepare(agents)
  commit()
}

const tellsPid = () => moduleOf(agentText('return { summary: String(process.pid) }'))

describe('a refusal', () => {
  it('is one line for people, whatever the agent says, and masked in its path, too', () => {
    const words = `\u001B[31m\n    at foo (bar.js:1:1) ${'x'.repeat(100_000)}`
    const problems = [{ path: ['settings', 'hunter2', 0], expected: words, got: 'hunter2' }]
    const { message } = new NotStartedError([new StartError('mine', problems)]).masked((text) =>
      text.replaceAll('hunter2', '[masked]'),
    )
    expect(message).toMatch(
      /^agents\.mine\.settings\.\[masked\]\[0\]: expected {1}\[31m {5}at foo .*…, got \[masked\]$/,
    )
    expect(message.length).toBeLessThan(500)
  })
})

describe('the hosts of agents', () => {
  it('run each agent where its program says', async () => {
    const hosts = createHosts()
    await putInForce(hosts, hosted('inside', { kind: 'in-process', use: 'inner' }), hosted('outside', await tellsPid()))
    expect(await summary(hosts, 'inside')).toBe('from inside')
    expect(Number(await summary(hosts, 'outside'))).not.toBe(process.pid)
    await expect(summary(hosts, 'nobody')).rejects.toThrow('no agent "nobody" is hosted')
  })

  it('open an agent that has something to keep once, with a folder by its name in the plan', async () => {
    const agent = homely()
    const hosts = createHosts(agent)
    const inside = hosted('mine', { kind: 'in-process', use: 'homely' })
    await putInForce(hosts, inside)
    await putInForce(hosts, inside)
    expect(await summary(hosts, 'mine')).toBe('/data/agents/mine true')
    expect(await summary(hosts, 'mine')).toBe('/data/agents/mine true')
    expect(agent.opened).toBe(1)
  })

  it('open an agent in its own process in the same way', async () => {
    const hosts = createHosts()
    const text = agentText(`return { summary: 'was not opened' }`).replace(
      'async run',
      `open: ({ folder, keep }) => ({ run: () => ({ summary: folder + ' ' + keep }) }),
  async run`,
    )
    await putInForce(hosts, hosted('outside', await moduleOf(text)))
    expect(await summary(hosts, 'outside')).toBe('/data/agents/outside true')
  })

  it('refuse an agent that cannot be opened, wherever it runs', async () => {
    const broken: Agent = {
      ...inner,
      name: 'broken',
      open() {
        throw new Error('no room')
      },
    }
    const hosts = createHosts(broken)
    const text = agentText('return {}').replace('async run', 'open: () => ({}), async run')
    const refused = hosts.prepare([
      hosted('inside', { kind: 'in-process', use: 'broken' }),
      hosted('outside', await moduleOf(text)),
    ])
    await expect(refused).rejects.toThrow(
      'agents.inside: expected an agent that can be opened, got no room\n' +
        'agents.outside: expected "open" to return what runs, got no "run"',
    )
  })

  it('keep the process of an agent that did not change, and replace the one of an agent that did', async () => {
    const hosts = createHosts()
    const [same, other] = [await tellsPid(), await tellsPid()]
    await putInForce(hosts, hosted('same', same), hosted('other', other))
    const before = { same: await summary(hosts, 'same'), other: await summary(hosts, 'other') }
    await putInForce(hosts, hosted('same', same), hosted('other', other, { changed: true }))
    expect(await summary(hosts, 'same')).toBe(before.same)
    expect(await summary(hosts, 'other')).not.toBe(before.other)
  })

  it('end the process of an agent that is not wanted any more', async () => {
    const hosts = createHosts()
    await putInForce(hosts, hosted('mine', await tellsPid()))
    const pid = Number(await summary(hosts, 'mine'))
    await putInForce(hosts)
    await hosts.close()
    expect(lives(pid)).toBe(false)
  })

  it('change nothing before what was prepared is put in force', async () => {
    const hosts = createHosts()
    const program = await tellsPid()
    await putInForce(hosts, hosted('mine', program))
    const pid = await summary(hosts, 'mine')
    await hosts.prepare([hosted('mine', program, { changed: true })])
    expect(await summary(hosts, 'mine')).toBe(pid)
  })

  it('tell of every agent that refuses, and go on with those in force', async () => {
    const hosts = createHosts()
    const program = await tellsPid()
    await putInForce(hosts, hosted('mine', program))
    const pid = await summary(hosts, 'mine')
    const strict = await moduleOf(agentText('return { summary: "" }', 'z.strictObject({})'))
    const refused = hosts.prepare([
      hosted('mine', program, { changed: true }),
      hosted('strict', strict, { threshold: 1 }),
      hosted('gone', { ...program, file: `${program.file}.js` }),
    ])
    await expect(refused).rejects.toThrow(NotStartedError)
    await expect(refused).rejects.toThrow(/agents\.strict\.settings\.threshold[\s\S]*agents\.gone\.run/)
    expect(await summary(hosts, 'mine')).toBe(pid)
  })

  it('end what was started, whatever it is that makes another start impossible', async () => {
    const hosts = createHosts()
    const program = await writesPid()
    const prepared = hosts.prepare([hosted('fine', program), hosted('broken', await tellsPid(), { threshold: 1n })])
    await expect(prepared).rejects.toThrow(TypeError)
    expect(lives(Number(await readPid(program.cwd)))).toBe(false)
    expect(living('environ', `RISKFIRST_PROCESS=${ownMark}-`)).toEqual([])
  })

  it('end what was prepared and never put in force', async () => {
    const hosts = createHosts()
    const program = await writesPid()
    await hosts.prepare([hosted('mine', program)])
    const pid = Number(await readPid(program.cwd))
    expect(lives(pid)).toBe(true)
    await hosts.close()
    expect(lives(pid)).toBe(false)
  })

  it('end at once what is being started when they are stopped, and start nothing more', async () => {
    const hosts = createHosts()
    const program = await keptAlive(`
      import { writeFileSync } from 'node:fs'
      writeFileSync('pid', String(process.pid))
      setInterval(() => {}, 1000)
      process.on('SIGTERM', () => {})
    `)
    const starting = hosts.prepare([hosted('mine', program)])
    const pid = Number(await readPid(program.cwd))
    hosts.stop()
    await starting
    await hosts.close()
    expect(lives(pid)).toBe(false)
  })
})

/** A program that is ready, and has written down who it is. */
function writesPid() {
  return keptAlive(`
    import { writeFileSync } from 'node:fs'
    writeFileSync('pid', String(process.pid))
    console.log(JSON.stringify({ type: 'ready', protocol: 1 }))
    process.stdin.resume()
  `)
}

/** What the program wrote down, as soon as it has. */
function readPid(folder: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const text = await readFile(join(folder, 'pid'), 'utf8')
      expect(text).not.toBe('')
      return text
    },
    { timeout: 20_000 },
  )
}
