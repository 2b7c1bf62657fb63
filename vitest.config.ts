import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/temporary-folder.ts',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    reporters: ['default'],
    pool: 'forks',
    maxWorkers: 2, // most of them wait, and a machine of two cores would be given one
    coverage: { include: ['src/**'] },
  },
})
