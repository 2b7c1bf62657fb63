import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DockerfileParser } from 'dockerfile-ast'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { freshDir } from '../support/candles.js'
import { run } from '../support/command.js'
import { deployed, documents, unknownFlags } from './deploy-files.js'
import { healthy } from './health-check.js'

const dockerfile = DockerfileParser.parse(deployed('Dockerfile'))
const instructions = dockerfile.getInstructions().map((instruction) => ({
  keyword: instruction.getKeyword(),
  words: instruction.getArguments().map((argument) => argument.getValue()),
  text: instruction.getArgumentsContent() ?? '',
}))
const lastStage = instructions.slice(instructions.findLastIndex(({ keyword }) => keyword === 'FROM'))
const last = (keyword: string) => lastStage.findLast((instruction) => instruction.keyword === keyword)?.text ?? ''
const list = (text: string) => z.array(z.string()).parse(JSON.parse(text))

const compose = z
  .object({
    services: z.object({
      riskfirst: z.object({
        command: z.array(z.string()),
        environment: z.record(z.string(), z.string()),
        volumes: z.array(z.string()),
        ports: z.array(z.string()),
        user: z.string(),
        read_only: z.boolean(),
        tmpfs: z.array(z.string()),
        cap_drop: z.array(z.string()),
        security_opt: z.array(z.string()),
        init: z.boolean(),
        stop_grace_period: z.string(),
        healthcheck: z.object({ test: z.array(z.string()) }),
        build: z.object({ context: z.string(), dockerfile: z.string() }),
      }),
    }),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(documents('compose.yaml')[0]).services.riskfirst

describe('the Dockerfile', () => {
  it('pins the version of Node that the package wants, the same in each stage', () => {
    const images = instructions.filter(({ keyword }) => keyword === 'FROM').map(({ words }) => words[0])
    expect(new Set(images).size).toBe(1)
    expect(images[0]).toMatch(/^node:22\.\d+\.\d+-bookworm-slim$/)
  })

  it('copies named files that are there, and never the whole folder with its records and secrets', () => {
    const sources = instructions
      .filter(({ keyword }) => keyword === 'COPY')
      .flatMap(({ words }) => words.slice(0, -1))
      .filter((source) => !source.startsWith('/app/')) // of the first stage
    expect(sources).not.toContain('.')
    expect(sources.filter((source) => !existsSync(join(import.meta.dirname, '../..', source)))).toEqual([])
    const ignored = deployed('Dockerfile.dockerignore').split('\n')
    expect(ignored.find((line) => !line.startsWith('#'))).toBe('*')
    for (const source of sources) expect(ignored).toContain(`!${source}`)
  })

  it('holds all that the package has at run time', () => {
    const { files } = z
      .object({ files: z.array(z.string()) })
      .parse(JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')))
    const needed = files.filter((file) => !file.startsWith('!') && file !== 'deploy')
    const copied = lastStage.filter(({ keyword }) => keyword === 'COPY').map(({ text }) => text)
    for (const file of needed) expect(copied.join(' ')).toContain(file)
  })

  it('runs as somebody who is not root, keeps its data in a volume, and ends on SIGTERM', () => {
    expect(last('USER')).toBe('1000:1000')
    expect(list(last('VOLUME'))).toEqual(['/data'])
    expect(last('ENV')).toContain('RISKFIRST__DATA_DIR=/data')
    expect(last('STOPSIGNAL')).toBe('SIGTERM')
  })

  it('runs the built command with flags that it knows, and asks the port that it serves for its health', () => {
    expect(list(last('ENTRYPOINT'))).toEqual(['node', '/app/dist/main.js'])
    const words = list(last('CMD'))
    expect(words[0]).toBe('run')
    expect(unknownFlags(words)).toEqual([])
    expect(words).toContain('0.0.0.0:7373')
    expect(last('EXPOSE')).toBe('7373')
    expect(last('HEALTHCHECK')).toContain('http://127.0.0.1:7373/healthz')
  })

  it('holds no secret', () => {
    expect(deployed('Dockerfile')).not.toMatch(/token|password|secret|key=/i)
  })
})

describe('the compose file', () => {
  it('builds that image, and runs it read-only, without capabilities, as its user', () => {
    expect(compose.build).toEqual({ context: '..', dockerfile: 'deploy/Dockerfile' })
    expect(compose).toMatchObject({ read_only: true, init: true, cap_drop: ['ALL'], user: last('USER') })
    expect(compose.security_opt).toContain('no-new-privileges:true')
    expect(compose.tmpfs[0]).toMatch(/^\/tmp:/)
    expect(compose.volumes).toEqual(['data:/data', './config:/config:ro'])
  })

  it('is reached from this machine alone, on the port that is served', () => {
    expect(unknownFlags(compose.command)).toEqual([])
    expect(compose.command).toContain('0.0.0.0:7373')
    expect(compose.ports).toEqual(['127.0.0.1:7373:7373'])
    expect(compose.healthcheck.test.join(' ')).toContain('http://127.0.0.1:7373/healthz')
  })

  it('waits longer than the grace of agents and the telling of watchers', () => {
    expect(Number.parseInt(compose.stop_grace_period, 10)).toBeGreaterThan(20)
  })

  it('takes the token from outside, and begins only with one', async () => {
    const { RISKFIRST_TOKEN, ...environment } = compose.environment
    expect(RISKFIRST_TOKEN).toMatch(/^\$\{RISKFIRST_TOKEN:\?/)
    const cwd = await freshDir()
    const without = await run(cwd, ['config', 'check'], environment)
    expect([without.code, without.stderr]).toEqual([78, expect.stringContaining('RISKFIRST_TOKEN')])
    const given = await run(cwd, ['config', 'check'], { ...environment, RISKFIRST_TOKEN: 'a-token-of+24/characters=' })
    expect(given).toMatchObject({ code: 0 })
  })

  it.each(['Dockerfile', 'compose.yaml'])(
    'asks for its health in %s with a script that tells up from down',
    async (name) => {
      const test =
        name === 'Dockerfile' ? list(last('HEALTHCHECK').replace(/^[^[]*/, '')) : compose.healthcheck.test.slice(1)
      expect(test.slice(0, 2)).toEqual(['node', '-e'])
      expect(await healthy(test[2] ?? '', 200)).toBe(0)
      expect(await healthy(test[2] ?? '', 503)).toBe(1)
      expect(await healthy(test[2] ?? '', undefined)).toBe(1)
    },
  )
})
