import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { FetchError, fetchBytes } from '../fetch-bytes.js'
import { sampleFile } from '../sample-file.js'
import { LeaderError } from './leader-error.js'
import type { CopybotSettings } from './settings.js'

const sampleBytes = 65_536
let sample: string | undefined

/** Reads what the leader publishes, anew each time; throws LeaderError when it is out of reach or too large. */
export async function readLeader(settings: CopybotSettings, signal: AbortSignal): Promise<string> {
  const { leader, maxBytes } = settings
  if (leader === 'sample') return readSample()
  return decode(/^https?:/i.test(leader) ? await fetchLeader(settings, signal) : await readBytes(leader, maxBytes))
}

/** Part of the package, so it is read once. */
async function readSample(): Promise<string> {
  sample ??= decode(await readBytes(sampleFile('sample-leader.json'), sampleBytes))
  return sample
}

async function fetchLeader({ leader, timeoutSeconds, maxBytes }: CopybotSettings, signal: AbortSignal) {
  try {
    return await fetchBytes({ address: leader, timeoutMs: timeoutSeconds * 1000, maxBytes, signal })
  } catch (error) {
    throw error instanceof FetchError ? new LeaderError(error.message, { cause: error }) : error
  }
}

async function readBytes(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    // A named pipe would block until someone writes to it.
    const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      // One read takes a whole file; should it ever fall short, half a portfolio is no JSON.
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(maxBytes + 1), 0, maxBytes + 1, 0)
      if (bytesRead > maxBytes) throw new LeaderError(`${file} has more than ${maxBytes} bytes`)
      return buffer.subarray(0, bytesRead)
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof LeaderError) throw error
    const { code = '' } = error as NodeJS.ErrnoException // what fs throws carries one
    throw new LeaderError(`${file} ${faults[code] ?? `cannot be read (${code})`}`, { cause: error })
  }
}

/** What the codes mean that a wrong path gives. */
const faults: Readonly<Record<string, string>> = {
  ENOENT: 'is missing',
  EISDIR: 'is not a file',
  ESPIPE: 'is not a file',
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw new LeaderError('expected UTF-8 text, got other bytes', { cause: error })
  }
}
