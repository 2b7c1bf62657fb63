import { dirname } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { writeWhole } from '../files/whole-file.js'
import { ConfigError } from './problem.js'
import { readTextFile } from './text-file.js'

/** A new file starts as this. */
const EMPTY = '{\n  "version": 1\n}\n'

/**
 * Sets the value at `path` of a configuration file and keeps its comments and its layout; makes the file when there is
 * none. The file is replaced whole or not at all. Returns whether it changed; throws ConfigError when it cannot be read.
 */
export async function setInConfig(file: string, path: readonly string[], value: unknown): Promise<boolean> {
  const found = readTextFile(file)
  if ('fault' in found && found.kind !== 'missing')
    throw new ConfigError([{ file, path: '', expected: 'a configuration file', got: found.fault }], dirname(file))
  const text = 'text' in found ? found.text : EMPTY
  const eol = text.includes('\r\n') ? '\r\n' : '\n'
  const formattingOptions = { ...indentation(text), eol }
  const edited = applyEdits(text, modify(text, [...path], value, { formattingOptions }))
  if (edited === text) return false
  await writeWhole(file, edited)
  return true
}

/** What the first indented line is indented by. */
function indentation(text: string): { readonly insertSpaces: boolean; readonly tabSize: number } {
  const first = /^([ \t]+)\S/m.exec(text)?.[1] ?? '  '
  return { insertSpaces: !first.startsWith('\t'), tabSize: first.startsWith('\t') ? 1 : first.length }
}
