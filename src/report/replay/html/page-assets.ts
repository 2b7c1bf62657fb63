import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The script and the style of the page; the build bundles uPlot and its licence into them. */
export interface PageAssets {
  readonly script: string
  readonly style: string
}

/** Reads what the build made of `page/`: it stands in the package, beside the command. */
export async function readPageAssets(): Promise<PageAssets> {
  const dist = join(createRequire(import.meta.url).resolve('riskfirst/package.json'), '../dist')
  const [script, style] = await Promise.all([
    readFile(join(dist, 'replay-page.js'), 'utf8'),
    readFile(join(dist, 'replay-page.css'), 'utf8'),
  ])
  return { script, style }
}
