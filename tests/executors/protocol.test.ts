import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMask } from '../../src/config/mask.js'
import { frameLine, parseFrame, runLine } from '../../src/executors/protocol.js'
import { briefing } from '../support/bare-briefing.js'

const asItIs = (text: string) => text

describe('a frame from an agent', () => {
  it.each([
    { type: 'ready', protocol: 1 },
    { type: 'ready', protocol: 1, phase: 'critical', runWhen: 'always' },
    { type: 'refused', problems: [{ path: ['threshold', 0], expected: 'less', got: '7' }] },
    { type: 'proposal', id: 3, proposal: { summary: '' } },
    { type: 'proposal', id: 3, proposal: [1, null, 'what is proposed is for others to judge'] },
    { type: 'proposal', id: 3 },
    { type: 'error', id: 3, error: { message: 'down' } },
    { type: 'error', id: 3, code: 'no-proposal', error: { name: 'Error', message: 'down', stack: 'at' } },
  ])('is read: %j', (frame) => {
    expect(parseFrame(JSON.stringify(frame), asItIs)).toEqual({ ok: true, frame })
  })

  it.each<[string, string, boolean]>([
    ['', 'expected a JSON object, got ""', true],
    ['{"type":"ready"', 'expected a JSON object, got "{\\"type\\":\\"ready\\""', true],
    ['7', 'expected a JSON object, got "7"', true],
    ['[]', 'expected a JSON object, got "[]"', true],
    ['null', 'expected a JSON object, got "null"', true],
    ['{}', 'type: expected "ready", "refused", "proposal" or "error", got "{}"', true],
    ['{"type":"hi"}', 'type: expected "ready", "refused", "proposal" or "error", got "{\\"type\\":\\"hi\\"}"', true],
    ['{"type":"ready"}', 'protocol: expected 1, got "{\\"type\\":\\"ready\\"}"', false],
    ['{"type":"refused","problems":[]}', 'problems: expected at least one problem, got', false],
    ['{"type":"proposal","id":1.5}', 'id: expected a whole number, got', false],
    ['{"type":"proposal","id":1,"a":1,"b":2}', 'expected no key a, b, got', false],
    ['{"type":"proposal","id":1,"\\n":1}', 'expected no key "\\n", got', false],
    ['{"type":"refused","problems":[{"path":[],"expected":"","got":7}]}', 'problems[0].got: expected text, got', false],
    ['{"type":"error","id":1,"error":"down"}', 'error: expected an object, got', false],
    ['{"type":"error","id":1,"code":"timeout","error":{"message":""}}', 'code: expected "threw",', false],
  ])('is refused with what is wrong: %s', (line, problem, isForeign) => {
    expect(parseFrame(line, asItIs)).toMatchObject({ ok: false, problem: expect.stringContaining(problem), isForeign })
  })

  it('is quoted in an excerpt only', () => {
    const parsed = parseFrame(`{"type":"${'x'.repeat(5_000)}"}`, asItIs)
    expect(JSON.stringify(parsed).length).toBeLessThan(300)
  })

  it('is quoted without half of a secret', () => {
    const secret = 's3cr3t'.repeat(4)
    for (const line of [`${' '.repeat(70)}${secret}`, `{"type":"hi","${'.'.repeat(60)}${secret}":1}`])
      expect(parseFrame(line, createMask([secret]))).toMatchObject({ problem: expect.not.stringContaining('s3cr3t') })
  })

  it('is read or refused, whatever it is', () => {
    const frame = fc.record({
      type: fc.constantFrom('ready', 'refused', 'proposal', 'error'),
      protocol: fc.jsonValue(),
      id: fc.jsonValue(),
      problems: fc.jsonValue(),
      error: fc.jsonValue(),
    })
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.json(),
      frame.map((value) => JSON.stringify(value)),
    )
    fc.assert(fc.property(line, (line) => typeof parseFrame(line, asItIs).ok === 'boolean'))
    expect(parseFrame('['.repeat(1_000_000), asItIs).ok).toBe(false)
  })
})

describe('a frame to an agent', () => {
  it('is one line', () => {
    expect(frameLine({ type: 'abort', id: 1, reason: 'timeout' })).toBe('{"type":"abort","id":1,"reason":"timeout"}\n')
    const line = runLine({ id: 7, briefing: { ...briefing(1), memory: 'two\nlines' }, form: 'numbers' })
    expect(line.indexOf('\n')).toBe(line.length - 1)
    expect(JSON.parse(line)).toMatchObject({ type: 'run', id: 7, briefing: { attempt: 1, memory: 'two\nlines' } })
  })
})
