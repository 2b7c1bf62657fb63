import { execFileSync } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exitCode } from '../../src/commands/exit-code.js'
import { freshDir } from '../support/candles.js'
import { deployed, unknownFlags } from './deploy-files.js'

/** The values of each key by section; a key may stand more than once, and an empty value is one. */
function parsed(text: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  let section = ''
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    const [, header] = /^\[(\w+)\]$/.exec(line) ?? []
    if (header !== undefined) section = header
    else {
      const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? []
      if (key === undefined || value === undefined) throw new Error(`no line of a unit: ${line}`)
      const path = `${section}.${key}`
      values.set(path, [...(values.get(path) ?? []), value])
    }
  }
  return values
}

const text = deployed('riskfirst.service')
const unit = parsed(text)
const service = (key: string) => unit.get(`Service.${key}`)?.join(' ') ?? ''
const codes = (key: string) => service(key).split(' ').map(Number)
const installed = (program: string) => {
  try {
    execFileSync('which', [program], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('the systemd unit', () => {
  it('starts what is there: a command, flags and folders that agree', () => {
    const words = service('ExecStart').split(' ')
    expect(words.slice(0, 3)).toEqual(['/usr/bin/node', '/opt/riskfirst/dist/main.js', 'run'])
    expect(unknownFlags(words)).toEqual([])
    const dataDir = words[words.indexOf('--data-dir') + 1]
    expect(dataDir).toBe(`/var/lib/${service('StateDirectory')}`)
    expect(service('WorkingDirectory')).toBe(dataDir)
  })

  it('takes a halt and a signal for success, and does not begin anew what only a person can mend', () => {
    expect(codes('SuccessExitStatus')).toEqual([exitCode.halted, exitCode.interrupted, exitCode.terminated])
    expect(service('Restart')).toBe('on-failure')
    expect(codes('RestartPreventExitStatus')).toEqual(
      expect.arrayContaining([exitCode.usage, exitCode.configuration, exitCode.anotherInstance]),
    )
    expect(codes('RestartPreventExitStatus')).not.toContain(exitCode.internal)
  })

  it('begins anew what ends with an internal error, but not after a person stopped it in a bad cycle', () => {
    const { fine, internal, halted, interrupted, terminated } = exitCode
    const others = new Set<number>([fine, internal, halted, interrupted, terminated])
    const never = Object.values(exitCode).filter((code) => !others.has(code))
    expect(codes('RestartPreventExitStatus')).toEqual(never)
  })

  it('waits for readiness, is fed by systemd-notify, and gives agents their grace', () => {
    expect(service('Type')).toBe('notify')
    expect(service('NotifyAccess')).toBe('all')
    expect(service('KillMode')).toBe('mixed')
    expect(Number.parseInt(service('TimeoutStopSec'), 10)).toBeGreaterThan(10 + 10) // shutdownGrace, and telling watchers
    expect(service('WatchdogSec')).toBe('2min')
    expect(service('OOMPolicy')).toBe('continue')
  })

  it('may write nowhere but its own folder, gains nothing, and still lets V8 make code', () => {
    expect(service('User')).toBe('riskfirst')
    for (const key of ['NoNewPrivileges', 'PrivateTmp', 'ProtectHome', 'PrivateDevices', 'RestrictSUIDSGID'])
      expect([key, service(key)]).toEqual([key, 'yes'])
    expect(service('ProtectSystem')).toBe('strict')
    expect(unit.get('Service.CapabilityBoundingSet')).toEqual([''])
    expect(service('SystemCallFilter')).toContain('@system-service')
    expect(unit.has('Service.MemoryDenyWriteExecute')).toBe(false)
    expect(service('RestrictAddressFamilies').split(' ')).toEqual(['AF_UNIX', 'AF_INET', 'AF_INET6', 'AF_NETLINK'])
  })

  it('names a file for secrets and holds none', () => {
    expect(unit.has('Service.Environment')).toBe(false)
    expect(service('EnvironmentFile')).toBe('-/etc/riskfirst/secrets.env')
  })

  it.skipIf(!installed('systemd-analyze'))('has no fault that systemd finds, and is not much exposed', async () => {
    const dir = await freshDir()
    await mkdir(join(dir, 'bin'))
    await writeFile(join(dir, 'bin/node'), '#!/bin/sh\n')
    await chmod(join(dir, 'bin/node'), 0o755)
    const file = join(dir, 'riskfirst.service')
    await writeFile(file, text.replace('/usr/bin/node', join(dir, 'bin/node')))
    expect(execFileSync('systemd-analyze', ['verify', file], { encoding: 'utf8', stdio: 'pipe' })).toBe('')
    const security = ['security', '--offline=yes', '--threshold=25', '--no-pager', file]
    expect(execFileSync('systemd-analyze', security, { encoding: 'utf8' })).toContain('OK')
  })
})
