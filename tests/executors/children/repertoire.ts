import type { Briefing, Proposal } from '../../../src/agents/agent.js'

/** What the agent of the contract is to do in a run; it is told by its memory. */
export type Task =
  | { readonly do: 'echo' | 'nothing' | 'nan' | 'wait' | 'late' | 'deaf' }
  | { readonly do: 'throw'; readonly words: string }
  /** `end` comes last, for a shell that reads no JSON. */
  | { readonly do: 'answer'; readonly proposal: unknown; readonly end: true }

/** Does what the memory of its briefing says; `say` reaches the test while it runs. */
export async function perform(briefing: Briefing, signal: AbortSignal, say: (text: string) => void): Promise<Proposal> {
  const task = briefing.memory as unknown as Task // the test tells nothing else
  switch (task.do) {
    case 'echo':
      return { summary: 'echo', data: JSON.parse(JSON.stringify(briefing, listed)) }
    case 'answer':
      return task.proposal as Proposal // or what an agent takes for one
    case 'nothing':
      return undefined as unknown as Proposal // as an agent without types may
    case 'nan':
      return { summary: '', metrics: { profit: Number.NaN } }
    case 'throw':
      throw new RangeError(task.words)
    case 'wait':
      await told(signal, say)
      throw signal.reason
    case 'late':
      await told(signal, say)
      return { summary: 'too late' }
    case 'deaf':
      say(`begun ${process.pid}`)
      setInterval(() => {}, 60_000)
      return new Promise(() => {})
  }
}

function listed(_key: string, value: unknown): unknown {
  return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value // a briefing has no other views
}

function told(signal: AbortSignal, say: (text: string) => void): Promise<void> {
  const staysAlive = setInterval(() => {}, 60_000)
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      clearInterval(staysAlive)
      say(`told ${(signal.reason as Error).name}`) // it is a DOMException
      resolve()
    })
    say(`begun ${process.pid}`)
  })
}
