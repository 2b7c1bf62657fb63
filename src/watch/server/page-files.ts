import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string
  readonly plain: Uint8Array<ArrayBuffer>
  readonly gzipped: Uint8Array<ArrayBuffer>
  /** Of its bytes. */
  readonly tag: string
}

/** What the page is made of. */
export interface PageFiles {
  readonly document: PageFile
  readonly script: PageFile
  readonly style: PageFile
}

/** One place for the script to fill; all that it needs is served here. */
const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#14171a" media="(prefers-color-scheme: dark)">
<title>riskfirst</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script src="/page.js" defer></script>
</head>
<body>
<div id="page"></div>
<noscript>This page needs JavaScript. Without it: riskfirst monitor, or /api/overview.</noscript>
</body>
</html>
`

/** Reads what the build made of the page, once: no path ever comes from a request. */
export async function readPageFiles(): Promise<PageFiles> {
  const dist = join(createRequire(import.meta.url).resolve('riskfirst/package.json'), '../dist')
  const [script, style] = await Promise.all([
    readFile(join(dist, 'watch-page.js')),
    readFile(join(dist, 'watch-page.css')),
  ])
  return {
    document: pageFile('text/html; charset=utf-8', Buffer.from(DOCUMENT)),
    script: pageFile('text/javascript; charset=utf-8', script),
    style: pageFile('text/css; charset=utf-8', style),
  }
}

/** A file in both its forms. */
export function pageFile(type: string, plain: Buffer): PageFile {
  const tag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { type, plain: new Uint8Array(plain), gzipped: new Uint8Array(gzipSync(plain)), tag }
}
