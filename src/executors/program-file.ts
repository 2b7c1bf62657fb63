import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { delimiter, resolve } from 'node:path'

/** Where programs are looked for. */
export interface ProgramSearch {
  /** What a name with a slash is relative to. */
  readonly cwd: string
  /** The folders for names without one, as in `PATH`. */
  readonly path: string
}

/** Why a program cannot be executed, or undefined if it can be. */
export async function findProgram(
  program: string,
  { cwd, path }: ProgramSearch,
): Promise<{ readonly expected: string; readonly got: string } | undefined> {
  const isFile = program.includes('/')
  const places = isFile ? [resolve(cwd, program)] : path.split(delimiter).map((folder) => resolve(cwd, folder, program))
  const found = await Promise.all(places.map(look))
  if (found.includes('program')) return undefined
  const place = places[found.findIndex((kind) => kind !== 'nothing')]
  const expected = 'a program that can be executed'
  if (place === undefined)
    return { expected, got: isFile ? `${places.join()}, which does not exist` : `${program}, which is not in PATH` }
  const isFolder = found.includes('folder') && !found.includes('file')
  return { expected, got: `${place}, which ${isFolder ? 'is a folder' : 'may not be executed (chmod +x)'}` }
}

async function look(place: string): Promise<'program' | 'file' | 'folder' | 'nothing'> {
  try {
    if ((await stat(place)).isDirectory()) return 'folder'
  } catch {
    return 'nothing'
  }
  try {
    await access(place, constants.X_OK)
    return 'program'
  } catch {
    return 'file'
  }
}
