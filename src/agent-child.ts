import { Socket } from 'node:net'
import { AgentSession } from './child/agent-session.js'
import { LineReader } from './executors/line-reader.js'

// The program that runs one agent in a process of its own. It speaks to its parent on file descriptor 3; what the agent
// prints goes where it went.
const channel = new Socket({ fd: 3 })
const session = new AgentSession({
  send: (line) => void channel.write(line),
  log: (text) => void process.stderr.write(`${text}\n`),
  traced(traceparent) {
    if (traceparent === undefined) delete process.env['TRACEPARENT']
    else process.env['TRACEPARENT'] = traceparent
  },
  leave: () => process.exit(0),
})
channel.on('error', () => process.exit(0)) // the parent is gone
channel.on('end', () => process.exit(0))
const lines = new LineReader(Number.POSITIVE_INFINITY, {
  onLine: (line) => session.hear(line),
  onTooLong() {},
})
channel.on('data', (chunk: Buffer) => lines.write(chunk))
// A frame that was sent before the signal may be read after it: it is given a turn, as it says why.
process.on('SIGTERM', () => setImmediate(() => session.terminate()))
