import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The text of a file in the folder of examples of this very package, wherever it is installed. */
export function readExample(path: string): Promise<string> {
  const root = dirname(createRequire(import.meta.url).resolve('riskfirst/package.json'))
  return readFile(join(root, 'examples', path), 'utf8')
}
