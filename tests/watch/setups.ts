import type { WatchConfig, WatchSetup } from '../../src/watch/setup.js'
import { outline } from './read/facts.js'

/** The token of every setup of the tests. */
export const TOKEN = 'a-token-of-the-tests'

/** What a watch of that folder is started with; it serves as told, and does nothing else. */
export function setupOf(dataDir: string, serve: WatchConfig['serve'], secrets: readonly string[] = []): WatchSetup {
  return {
    version: '1.2.3',
    dataDir,
    config: {
      timeZone: 'UTC',
      serve,
      notify: { channels: {}, rules: [], repeatAfterMs: 0, maxPerHour: 1 },
      heartbeat: {},
      telemetry: {},
    },
    outline,
    token: TOKEN,
    pid: 4711,
    startedAt: '2026-01-01T09:00:00.000Z',
    env: {},
    secrets,
  }
}
