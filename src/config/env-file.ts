import { parseEnv } from 'node:util'

/** What an `.env` says. */
export interface EnvFile {
  /** In the order written. */
  readonly variables: readonly (readonly [name: string, value: string])[]
  /** Numbers, from 1, of the lines that are neither blank, nor a comment, nor `NAME=value` with its quotes closed. */
  readonly strayLines: readonly number[]
}

/** One line, or several when a value in quotes runs over them. */
const LINES =
  /^[^\S\n]*(?:(?<assignment>(?:export[^\S\n]+)?[\w.-]+[^\S\n]*=[^\S\n]*(?:(?<mark>["'`])[^]*?\k<mark>.*|[^\s"'`].*)?)|#.*|(?<stray>.+))?$/gm

/** Reads an `.env` statement by statement: parseEnv would take a stray line for a part of the next name. */
export function parseEnvFile(text: string): EnvFile {
  const variables: [string, string][] = []
  const strayLines: number[] = []
  let line = 1
  for (const { 0: whole, groups: { assignment, stray } = {} } of text
    .replaceAll(/\r\n?|[\u2028\u2029]/g, '\n')
    .matchAll(LINES)) {
    if (assignment !== undefined)
      for (const [name, value = ''] of Object.entries(parseEnv(assignment))) variables.push([name, value])
    else if (stray !== undefined) strayLines.push(line)
    line += whole.split('\n').length
  }
  return { variables, strayLines }
}
