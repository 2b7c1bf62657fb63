import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The absolute path of a file in the `data` folder of this package, wherever the package is installed. */
export function sampleFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve('riskfirst/package.json')), 'data', name)
}
