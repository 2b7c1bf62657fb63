import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { localServer } from '../support/local-server.js'

/** The exit code of a health check's script, where the server answers with `status`, or is not there. */
export async function healthy(script: string, status: number | undefined): Promise<unknown> {
  const there = await localServer((_, response) => response.writeHead(status ?? 500).end())
  const address = status === undefined ? 'http://127.0.0.1:1/' : there
  const child = spawn(process.execPath, ['-e', script.replace('http://127.0.0.1:7373/', address)], { stdio: 'ignore' })
  const [code] = await once(child, 'exit')
  return code
}
