import { describe, expect, it } from 'vitest'
import { runCli } from '../../src/commands/cli.js'
import { folder } from '../config/fixture.js'
import { recordedIo } from './recorded-io.js'

const typed = (line: string) => runCli(line.split(' '), recordedIo(folder()), '0.0.0')

describe('an unknown argument', () => {
  it.each([
    ['statsu', 'Did you mean status?'],
    ['--max-worker 3', 'Did you mean --max-workers?'],
    ['run --cycels 3', 'Did you mean --cycles?'],
    ['plan --mod pipeline', 'Did you mean --mode?'],
    ['agents run risk --cycl c000001', 'Did you mean --cycle?'],
    ['export state --fromat json', 'Did you mean --format?'],
  ])('in "%s" is told beside what may be meant', async (line, hint) => {
    await expect(typed(line)).rejects.toMatchObject({ code: 2, message: expect.stringContaining(`. ${hint}\n`) })
  })

  it.each(['status --mode pipeline', 'plan --trace x', 'plan status', 'agents list --cycle c000001'])(
    'in "%s" is told without what the command does not take',
    async (line) => {
      const message = expect.not.stringContaining('Did you mean')
      await expect(typed(line)).rejects.toMatchObject({ code: 2, message })
    },
  )
})
