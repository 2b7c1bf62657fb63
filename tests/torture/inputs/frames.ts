import { HeldStdout } from '../../../src/executors/held-stdout.js'
import { LineReader } from '../../../src/executors/line-reader.js'
import { OutputLines, shownLine } from '../../../src/executors/output-lines.js'
import { parseFrame } from '../../../src/executors/protocol.js'
import { type Fate, type InputKind, mustHold } from '../fuzz.js'
import { anyJson, spoiledBytes, spoiledJson, spoiledText } from '../mutations.js'
import type { Random } from '../random.js'
import { wholeProposal } from './proposals.js'

const words = `
  type ready refused proposal error id protocol problems path expected got code threw name message stack phase critical
  runWhen NaN Infinity -Infinity \\u0000number:
`
  .trim()
  .split(/\s+/)
  .concat('\n', '\r\n')

const asItIs = (text: string) => text

const frames = [
  { type: 'ready', protocol: 1, phase: 'critical', runWhen: 'always' },
  { type: 'refused', problems: [{ path: ['settings', 0], expected: 'a number', got: '"x"' }] },
  { type: 'proposal', id: 3, proposal: wholeProposal },
  { type: 'error', id: 3, code: 'threw', error: { name: 'Error', message: 'down', stack: 'at x' } },
] as const

const maxBytes = 1_000

/** Lines that an agent says, in pieces of any size; the pieces must not matter. */
export const protocolFrames: InputKind = {
  name: 'protocol frames',
  share: 20,
  prepare: () =>
    Promise.resolve((random) => {
      const lines = [anyLine(random), ...random.some(3, () => anyLine(random))]
      const bytes = Buffer.from(lines.join('\n'), random.pick(['utf8', 'latin1']))
      const read = linesOf(bytes, random)
      mustHold(read.join('\n') === expectedLines(bytes).join('\n'), 'another line than was said')
      const cut = pieces(bytes, random)
      mustHold(printedLines(cut).join('\n') === printedLines([bytes]).join('\n'), 'another line than was printed')
      mustHold(heldBack(cut) === heldBack([bytes]), 'another answer than was printed')
      const parsed = lines.map((line) => parseFrame(line, asItIs))
      const refused = parsed.find((frame) => !frame.ok)
      if (refused === undefined || refused.ok) return { taken: true } satisfies Fate
      mustHold(!refused.problem.includes('\n') && refused.problem.length < 2_000, `not one line: ${refused.problem}`)
      return { taken: false, said: refused.problem }
    }),
}

function anyLine(random: Random): string {
  if (random.chance(0.1)) return random.bytes(random.below(80)).toString('latin1')
  if (random.chance(0.2)) return JSON.stringify(anyJson(random, words))
  const frame = random.pick(frames)
  const text = JSON.stringify(random.chance(0.2) ? frame : spoiledJson(frame, random, words))
  if (random.chance(0.1)) return spoiledBytes(Buffer.from(text), random).toString('utf8')
  return random.chance(0.4) ? spoiledText(text, random, words) : text
}

function linesOf(bytes: Buffer, random: Random): readonly string[] {
  const lines: string[] = []
  const reader = new LineReader(maxBytes, {
    onLine: (line) => lines.push(line),
    onTooLong: () => lines.push('too long'),
  })
  for (const piece of pieces(bytes, random)) reader.write(piece)
  return lines
}

/** What a reader must tell of these bytes, by the shortest way there is. */
function expectedLines(bytes: Buffer): readonly string[] {
  const lines: string[] = []
  let from = 0
  for (;;) {
    const to = bytes.indexOf('\n', from)
    const line = bytes.subarray(from, to === -1 ? bytes.length : to)
    if (line.length > maxBytes) return [...lines, 'too long']
    if (to === -1) return lines
    lines.push(line.toString('utf8'))
    from = to + 1
  }
}

function printedLines(chunks: readonly Buffer[]): readonly string[] {
  const printed: string[] = []
  const lines = new OutputLines((line) => printed.push(shownLine(line, asItIs)))
  for (const chunk of chunks) lines.write(chunk)
  lines.end()
  return printed
}

/** What a command's stdout is taken for: an answer, and a log. */
function heldBack(chunks: readonly Buffer[]): string {
  const printed: string[] = []
  const stdout = new HeldStdout(maxBytes, (line) => printed.push(shownLine(line, asItIs)))
  for (const chunk of chunks) stdout.write(chunk)
  const text = stdout.text()
  stdout.endAsLog()
  return JSON.stringify([text, printed])
}

function pieces(bytes: Buffer, random: Random): readonly Buffer[] {
  const cut: Buffer[] = []
  const most = random.pick([1, 7, 100, 4_000])
  for (let from = 0; from < bytes.length; ) {
    const to = from + random.between(1, most)
    cut.push(bytes.subarray(from, to))
    from = to
  }
  return cut
}
