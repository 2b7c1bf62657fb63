import { describe, expect, it } from 'vitest'
import { openFullScreen } from '../../../src/report/monitor/full-screen.js'

function recorded() {
  const writes: string[] = []
  return { writes, screen: openFullScreen({ write: (text) => void writes.push(text) }) }
}

describe('the whole screen', () => {
  it('is written to once a frame, only the lines that changed, and not at all when none did', () => {
    const { writes, screen } = recorded()
    screen.draw(['one', 'two'])
    screen.draw(['one', 'two'])
    screen.draw(['one', 'TWO'])
    expect(writes).toHaveLength(3)
    expect(writes[2]).toContain('TWO')
    expect(writes[2]).not.toContain('one')
  })

  it('wipes lines that a shorter frame has no more, and all when it forgets', () => {
    const { writes, screen } = recorded()
    screen.draw(['one', 'two'])
    screen.draw(['one'])
    expect(writes.at(-1)).toContain('\u001B[2;1H\u001B[2K')
    screen.forget()
    screen.draw(['one'])
    expect(writes.at(-1)).toContain('\u001B[2J')
    expect(writes.at(-1)).toContain('one')
  })

  it('gives the terminal back once: cursor, wrapping and history', () => {
    const { writes, screen } = recorded()
    screen.draw(['one'])
    screen.leave()
    screen.leave()
    screen.draw(['more'])
    expect(writes.at(-1)).toBe('\u001B[?7h\u001B[?25h\u001B[?1049l')
    expect(writes).toHaveLength(3)
  })
})
