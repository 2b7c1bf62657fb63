import { existsSync } from 'node:fs'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'
import { beforeAll, describe, expect, it } from 'vitest'
import { freshDir } from '../support/candles.js'
import { run, startScript } from '../support/command.js'

const root = join(import.meta.dirname, '../..')

let readme: string
let example: string

beforeAll(async () => {
  readme = await readFile(join(root, 'README.md'), 'utf8')
  example = await readFile(join(root, 'data/example.config.jsonc'), 'utf8')
})

const help = async (...command: readonly string[]) => (await run(root, [...command, '--help'])).stdout

/** What the examples take from the environment. */
const secrets = { BOT_TOKEN: '1:a', SLACK_URL: 'https://hooks.example/a', SMTP_URL: 'smtps://a:b@mail.example' }

const groups = ['agents', 'config', 'export', 'notify']

/** The words of every command, read off the help of the program and of its groups. */
async function commandsOf(...group: readonly string[]): Promise<readonly (readonly string[])[]> {
  const text = await help(...group)
  const lines = text.matchAll(/^ {2}riskfirst ((?:[a-z]+ ?)+)/gm)
  const found = Array.from(text.split('\nOptions:')[0]?.includes('Commands:') ? lines : [], ([, words = '']) =>
    words.trim().split(' '),
  )
  const inner = group.length === 0 ? await Promise.all(groups.map((name) => commandsOf(name))) : []
  return [...found.filter((words) => !groups.includes(words.join(' '))), ...inner.flat()]
}

/** Every key of a configuration, from the schema that the program prints; agents' own settings are named apart. */
function keysOf(schema: object): ReadonlySet<string> {
  const keys = new Set<string>()
  const walk = (node: unknown, inSettings: boolean): void => {
    if (typeof node !== 'object' || node === null) return
    for (const [name, inner] of Object.entries(node)) {
      if (name === 'properties' && !inSettings)
        for (const [key, value] of Object.entries(inner as object)) {
          keys.add(key)
          walk(value, key === 'settings')
        }
      else if (name !== 'properties') walk(inner, inSettings)
    }
  }
  walk(schema, false)
  return keys
}

describe('the README', () => {
  it('names every command that the program has', async () => {
    const commands = await commandsOf()
    expect(commands.length).toBeGreaterThan(12)
    const missing = commands.filter((words) => !readme.includes(`\`${words.join(' ')}`))
    expect(missing).toEqual([])
  })

  it('links to nothing that is not there', () => {
    const links = Array.from(readme.matchAll(/\]\((?!https?:)([^)#]+)/g), ([, path = '']) => path)
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names every flag of every command', async () => {
    const texts = await Promise.all((await commandsOf()).map((words) => help(...words)))
    const flags = new Set(texts.flatMap((text) => Array.from(text.matchAll(/--[a-z][a-z-]*/g), ([flag]) => flag)))
    expect(flags.size).toBeGreaterThan(12)
    expect([...flags].filter((flag) => !readme.includes(flag))).toEqual([])
  })

  it('explains every exit code of the help', async () => {
    const codes = Array.from((await help()).split('Exit codes:')[1]?.matchAll(/\b\d+\b/g) ?? [], ([code]) => code)
    expect(codes.toSorted()).toEqual(['0', '1', '130', '143', '2', '20', '21', '22', '78', '79'])
    const table = readme.slice(readme.indexOf('## Exit codes'))
    expect(codes.filter((code) => !new RegExp(`^\\| *[\\d, ]*\\b${code}\\b[\\d, ]*\\|`, 'm').test(table))).toEqual([])
  })

  it('or the example names every key of the configuration', async () => {
    const keys = keysOf(JSON.parse((await run(root, ['config', 'schema'])).stdout))
    expect(keys.size).toBeGreaterThan(40)
    const named = (key: string) =>
      readme.includes(`\`${key}\``) || readme.includes(`"${key}"`) || example.includes(`"${key}"`)
    expect([...keys].filter((key) => !named(key))).toEqual([])
  })

  it('shows the example of an agent as it is', async () => {
    const agent = await readFile(join(root, 'examples/dip.ts'), 'utf8')
    expect(readme).toContain(`\`\`\`ts\n${agent}\`\`\``)
    expect(agent.split('\n').length).toBeLessThan(40)
  })

  it('shows a program that runs with that agent', async () => {
    const program = Array.from(readme.matchAll(/```ts\n(.*?)```/gs), ([, block = '']) => block).find((block) =>
      block.includes('createOrchestrator'),
    )
    const cwd = await freshDir()
    await cp(join(root, 'examples/dip.ts'), join(cwd, 'dip.ts'))
    await writeFile(join(cwd, 'program.mts'), program ?? '')
    await build({
      entryPoints: [join(cwd, 'program.mts')],
      outfile: join(cwd, 'program.mjs'),
      bundle: true,
      format: 'esm',
      alias: { riskfirst: join(root, 'dist/index.js') },
      external: [join(root, 'dist/*')],
    })
    expect(await startScript(join(cwd, 'program.mjs'), [], { cwd }).ended).toMatchObject({
      code: 0,
      stdout: 'success 1\n',
      stderr: '',
    })
  })

  it('shows configurations that load', async () => {
    const blocks = Array.from(readme.matchAll(/```jsonc\n(.*?)```/gs), ([, block = '']) => block)
    expect(blocks.length).toBeGreaterThan(0)
    for (const block of [...blocks, example]) {
      const cwd = await freshDir()
      await cp(join(root, 'examples'), cwd, { recursive: true })
      await writeFile(join(cwd, 'riskfirst.config.jsonc'), block)
      expect(await run(cwd, ['config', 'check'], secrets)).toMatchObject({ code: 0, stderr: '' })
    }
  })
})
