import { type FileHandle, open } from 'node:fs/promises'
import { MarketDataError } from './market-data-error.js'

const LONGEST_LINE = 2 ** 18
const NEWLINE = 10
const RETURN = 13
const BYTE_ORDER_MARK = Buffer.from('\uFEFF')

/** Takes the line that lies in `bytes` between two offsets; the bytes are reused after it returns. */
export type LineListener = (bytes: Buffer, from: number, to: number, line: number) => void

/**
 * Streams a file through one small buffer and gives its lines in order, without line ends and byte order mark.
 * Fails with a MarketDataError when the file cannot be read.
 */
export async function readLines(file: string, onLine: LineListener): Promise<void> {
  const handle = await open(file).catch((error: unknown) => {
    throw unreadable(file, error)
  })
  try {
    await splitLines(file, handle, onLine)
  } finally {
    await handle.close()
  }
}

async function splitLines(file: string, handle: FileHandle, onLine: LineListener): Promise<void> {
  const buffer = Buffer.allocUnsafe(LONGEST_LINE)
  let line = 0
  let kept = 0
  for (;;) {
    if (kept === LONGEST_LINE)
      throw new MarketDataError(`${file}:${line + 1}`, `a line of less than ${LONGEST_LINE} bytes`, 'a longer one')
    const bytesRead = await readInto(file, handle, buffer.subarray(kept))
    const bytes = buffer.subarray(0, kept + bytesRead)
    let from =
      line === 0 && bytes.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0
    for (let to = bytes.indexOf(NEWLINE, from); to >= 0; to = bytes.indexOf(NEWLINE, from)) {
      onLine(bytes, from, withoutReturn(bytes, from, to), ++line)
      from = to + 1
    }
    if (bytesRead === 0) {
      if (from < bytes.length) onLine(bytes, from, withoutReturn(bytes, from, bytes.length), ++line)
      return
    }
    kept = bytes.copy(buffer, 0, from)
  }
}

function withoutReturn(bytes: Buffer, from: number, to: number): number {
  return to > from && bytes[to - 1] === RETURN ? to - 1 : to
}

async function readInto(file: string, handle: FileHandle, target: Buffer): Promise<number> {
  try {
    return (await handle.read(target, 0, target.length)).bytesRead
  } catch (error) {
    throw unreadable(file, error)
  }
}

function unreadable(file: string, cause: unknown): MarketDataError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  const what: Record<string, string> = {
    ENOENT: 'no such file',
    EISDIR: 'a folder',
    EACCES: 'a file without read access',
  }
  return new MarketDataError(file, 'a CSV file of candles', what[code] ?? code, { cause })
}
