import { execFileSync } from 'node:child_process'
import { type Browser, chromium } from 'playwright-core'

/** Starts the Chromium that `CHROMIUM` names, or the one on the path; without one a test fails, and says what to do. */
export function startChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] })
}

function chromiumPath(): string {
  const named = process.env['CHROMIUM']
  if (named !== undefined && named !== '') return named
  try {
    return execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim()
  } catch (cause) {
    throw new Error('no chromium on the path: install it (apt-get install chromium), or name one in CHROMIUM', {
      cause,
    })
  }
}
