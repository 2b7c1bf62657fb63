import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { nodePath } from '../executors/child-program.js'
import { offerOwnPackage, ownModules } from './own-package.js'

/** Where compiled modules are kept: beside the program, as who could forge them could forge the program. */
const cacheFolder = join(import.meta.dirname, '../node_modules/.cache/riskfirst-modules')

/** Imports a module in TypeScript or JavaScript, as its ending says; throws what the import throws. */
export async function importModule(file: string): Promise<unknown> {
  return /\.[mc]?ts$/.test(file) ? importTypeScript(file) : importJavaScript(file)
}

async function importTypeScript(file: string): Promise<unknown> {
  const [{ createJiti }, virtualModules] = await Promise.all([import('jiti'), ownModules()])
  return createJiti(import.meta.url, { virtualModules, fsCache: cacheFolder, interopDefault: false }).import(file)
}

async function importJavaScript(file: string): Promise<unknown> {
  offerOwnPackage(file)
  return import(pathToFileURL(file).href)
}

/** Why a module could not be imported, in one line, with its place where that is known. */
export function importFault(error: unknown, file: string): string {
  if (!(error instanceof Error)) return `something that is no Error: ${String(error)}`
  // TypeScript's own message has the place in it, on a line of its own.
  const message = error.message.split(/\nRequire stack:/)[0]?.replaceAll(/\s+/g, ' ') ?? ''
  const place = placeOf(error, file)
  const isPlaced = place === undefined || message.includes(place)
  return `${error.name === 'Error' ? '' : `${error.name}: `}${message}${isPlaced ? '' : ` (${place})`}`
}

function placeOf({ name, stack = '' }: Error, file: string): string | undefined {
  const line = stack.split(`${file}:`)[1]?.match(/^\d+/)?.[0] ?? (name === 'SyntaxError' ? syntaxLine(file) : undefined)
  return line === undefined ? undefined : `${file}:${line}`
}

/** The line of a syntax error, which the error itself does not tell. */
function syntaxLine(file: string): string | undefined {
  const kind = extname(file) === '.cjs' ? 'commonjs' : 'module'
  const check = [`--input-type=${kind}`, '--check']
  const { stderr } = spawnSync(nodePath, check, { input: readFileSync(file), encoding: 'utf8' })
  return stderr.match(/^\[stdin\]:(\d+)/m)?.[1]
}
