import { writeWhole, writeWholeSync } from '../../../src/files/whole-file.js'

const [size, waited = '', atOnce = ''] = process.argv.slice(2)
const text = 'x'.repeat(Number(size))

async function outcome(write: () => Promise<void> | void): Promise<string> {
  try {
    await write()
    return 'written'
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

process.stdout.write(
  `${await outcome(() => writeWhole(waited, text))} ${await outcome(() => writeWholeSync(atOnce, text))}\n`,
)
