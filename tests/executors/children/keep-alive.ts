import { createInterface } from 'node:readline'
import { perform } from './repertoire.js'

const running = new Map<number, AbortController>()
process.on('SIGTERM', () => {
  if (running.size === 0) process.exit()
})
const tell = (frame: object) => console.log(JSON.stringify(frame).replace('"profit":null', '"profit":NaN'))

for await (const line of createInterface({ input: process.stdin })) {
  const frame = JSON.parse(line)
  if (frame.type === 'hello') {
    if (frame.settings.threshold > 1) {
      const problem = { path: ['threshold'], expected: 'a number, at most 1', got: String(frame.settings.threshold) }
      tell({ type: 'refused', problems: [problem] })
    } else tell({ type: 'ready', protocol: 1 })
  } else if (frame.type === 'abort') {
    const name = frame.reason === 'timeout' ? 'TimeoutError' : 'AbortError'
    running.get(frame.id)?.abort(new DOMException(frame.reason, name))
  } else void run(frame)
}

async function run({ id, briefing }: { readonly id: number; readonly briefing: never }): Promise<void> {
  const controller = new AbortController()
  running.set(id, controller)
  try {
    tell({ type: 'proposal', id, proposal: await perform(briefing, controller.signal, console.log) })
  } catch (error) {
    const { name, message, stack } = error as Error // the repertoire throws nothing else
    tell({ type: 'error', id, error: { name, message, stack } })
  }
  running.delete(id)
}
