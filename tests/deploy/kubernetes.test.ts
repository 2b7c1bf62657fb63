import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { exitCode } from '../../src/commands/exit-code.js'
import { freshDir } from '../support/candles.js'
import { deployed, documentOf, podSpec, unknownFlags } from './deploy-files.js'

const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('http') }) })

const deployment = documentOf(
  'kubernetes/deployment.yaml',
  'Deployment',
  z.object({
    apiVersion: z.literal('apps/v1'),
    spec: z.object({
      replicas: z.number(),
      strategy: z.object({ type: z.string() }),
      selector: z.object({ matchLabels: z.record(z.string(), z.string()) }),
      template: z.object({ metadata: z.object({ labels: z.record(z.string(), z.string()) }), spec: podSpec }),
    }),
  }),
).spec

const cronJob = documentOf(
  'kubernetes/cronjob.yaml',
  'CronJob',
  z.object({
    apiVersion: z.literal('batch/v1'),
    spec: z.object({
      concurrencyPolicy: z.string(),
      timeZone: z.string(),
      jobTemplate: z.object({
        spec: z.object({
          backoffLimit: z.number(),
          podFailurePolicy: z.object({
            rules: z.array(
              z.object({
                action: z.string(),
                onExitCodes: z.object({ operator: z.literal('In'), values: z.array(z.number()) }).optional(),
              }),
            ),
          }),
          template: z.object({ spec: podSpec }),
        }),
      }),
    }),
  }),
).spec

const claim = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ accessModes: z.tuple([z.literal('ReadWriteOnce')]) }),
})

describe.each([
  ['kubernetes/deployment.yaml', deployment.template.spec],
  ['kubernetes/cronjob.yaml', cronJob.jobTemplate.spec.template.spec],
])('the pod of %s', (file, pod) => {
  const [container] = pod.containers

  it('writes on its claim and in /tmp alone', () => {
    const { metadata } = documentOf(file, 'PersistentVolumeClaim', claim)
    expect(pod.volumes.find(({ name }) => name === 'data')).toMatchObject({
      persistentVolumeClaim: { claimName: metadata.name },
    })
    const writable = container.volumeMounts.filter(({ readOnly }) => !readOnly).map(({ mountPath }) => mountPath)
    expect(writable).toEqual(['/data', '/tmp'])
    expect(new Set(pod.volumes.map(({ name }) => name))).toEqual(
      new Set(container.volumeMounts.map(({ name }) => name)),
    )
  })

  it('has time to give agents their grace and to tell watchers', () => {
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(20)
  })

  it('holds no secret', () => {
    expect(deployed(file)).not.toMatch(/kind: Secret|stringData|password/i)
  })
})

describe('the Deployment', () => {
  const [container] = deployment.template.spec.containers

  it('never runs two loops on one folder', () => {
    expect(deployment).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } })
    expect(deployment.template.metadata.labels).toMatchObject(deployment.selector.matchLabels)
  })

  it('serves the port that is probed, with flags that the command knows', () => {
    expect(unknownFlags(container.args)).toEqual([])
    expect(container.args).toContain(`0.0.0.0:${container.ports[0]?.containerPort}`)
    expect(probe.parse(container.startupProbe).httpGet.path).toBe('/healthz')
    expect(probe.parse(container.livenessProbe).httpGet.path).toBe('/healthz')
    expect(probe.parse(container.readinessProbe).httpGet.path).toBe('/readyz')
  })

  it('takes the token from a Secret', () => {
    const [which, token] = container.env
    expect(JSON.parse(which?.value ?? '')).toEqual({ env: token?.name })
    expect(token).toEqual({ name: 'RISKFIRST_TOKEN', valueFrom: { secretKeyRef: { name: 'riskfirst', key: 'token' } } })
  })
})

describe('the CronJob', () => {
  const job = cronJob.jobTemplate.spec
  const script = job.template.spec.containers[0].args[0] ?? ''

  it('runs one cycle at a time, and none again', () => {
    expect(cronJob).toMatchObject({ concurrencyPolicy: 'Forbid', timeZone: 'Etc/UTC' })
    expect(job.backoffLimit).toBe(0)
    expect(job.template.spec.restartPolicy).toBe('Never')
    expect(unknownFlags(script.split(/\s+/))).toEqual([])
    expect(script).toContain('run --cycle-once')
  })

  it('fails the job for what only a person can mend, and begins no pod anew for an exit code', () => {
    const rules = job.podFailurePolicy.rules.filter(({ onExitCodes }) => onExitCodes !== undefined)
    const { usage, configuration, anotherInstance } = exitCode
    expect(rules).toEqual([
      { action: 'FailJob', onExitCodes: { operator: 'In', values: [usage, configuration, anotherInstance] } },
    ])
  })

  it.each([
    [exitCode.fine, 0],
    [exitCode.halted, 0],
    [exitCode.failedClosed, 21],
    [exitCode.degraded, 22],
    [exitCode.configuration, 78],
    [exitCode.internal, 1],
  ])('ends with %i as %i', async (code, expected) => {
    const { ended } = await started(`#!/bin/sh\nexit ${code}\n`)
    expect(await ended).toBe(expected)
  })

  it('hands a signal on, and waits for the cycle to end', async () => {
    const { child, ended } = await started(
      `#!/bin/sh\ntrap 'kill $!; sleep 0.2; exit 143' TERM\nsleep 60 >/dev/null & echo ready\nwait\n`,
    )
    await once(child.stdout, 'data')
    child.kill('SIGTERM')
    expect(await ended).toBe(143)
  })

  /** The script of the job, with a stand-in for node. */
  async function started(node: string) {
    const dir = await freshDir()
    await writeFile(join(dir, 'node'), node)
    await chmod(join(dir, 'node'), 0o755)
    const env = { PATH: `${dir}:${process.env['PATH']}` }
    const child = spawn('/bin/sh', ['-c', script], { env, stdio: ['ignore', 'pipe', 'ignore'] })
    const ended = once(child, 'close').then(([code]: unknown[]) => code)
    return { child, ended }
  }
})
