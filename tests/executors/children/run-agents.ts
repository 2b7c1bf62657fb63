import { createInterface } from 'node:readline'
import { spawnAgentProcess } from '../../../src/executors/agent-process.js'
import { Guardian } from '../../../src/executors/guardian.js'
import { systemTimer } from '../../../src/system-clocks.js'

// Starts a process for every line on its stdin, which is a shell script, and tells when that says something.
const [, , tag = ''] = process.argv
const { PATH = '' } = process.env
const guardian = new Guardian({ PATH })
for await (const script of createInterface({ input: process.stdin })) {
  console.log('starting')
  void spawnAgentProcess({
    name: 'mine',
    argv: ['sh', '-c', script, tag],
    cwd: '/',
    env: { PATH, TAG: tag },
    maxMemoryMb: 1024,
    channel: false,
    onOutput: ({ text }) => console.log(text),
    mask: (text) => text,
    timer: systemTimer,
    guardian,
  })
}
