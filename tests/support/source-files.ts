import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../src')

/** One import or re-export of a source file. */
export interface Import {
  /** A path below src without its ending for a file of ours, else the name of the package. */
  readonly target: string
  readonly isOurs: boolean
  /** Nothing of it is left when the program runs. */
  readonly isType: boolean
}

/** A file below src: its path without its ending, its text, its code without comments, and what it imports. */
export interface SourceFile {
  readonly path: string
  readonly text: string
  readonly code: string
  readonly imports: readonly Import[]
}

/** Every TypeScript file below src. */
export function sourceFiles(): readonly SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .sort()
    .map((name) => parse(name, readFileSync(join(root, name), 'utf8')))
}

const statement = /^(?:import|export)\s+(type\s+)?(?:(\{[^}]*\}|\*(?:\s+as\s+\w+)?|\w+)\s+from\s+)?'([^']+)'/gm
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g

function parse(name: string, text: string): SourceFile {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '')
  const path = name.replace(/\.tsx?$/, '')
  const target = (specifier: string, isType: boolean): Import => {
    const isOurs = specifier.startsWith('.')
    const below = relative(root, resolve(root, dirname(name), specifier)).replace(/\.js$/, '')
    return { target: isOurs ? below : specifier, isOurs, isType }
  }
  const imports = [
    ...[...code.matchAll(statement)].map(([, type, names, from]) =>
      target(from ?? '', type !== undefined || (names !== undefined && namesOnlyTypes(names))),
    ),
    ...[...code.matchAll(dynamic)].map(([, from]) => target(from ?? '', false)),
  ]
  return { path, text, code, imports }
}

function namesOnlyTypes(names: string): boolean {
  const listed = /^\{([^}]*)\}$/
    .exec(names)?.[1]
    ?.split(',')
    .map((name) => name.trim())
  return listed?.filter((name) => name !== '').every((name) => name.startsWith('type ')) ?? false
}
