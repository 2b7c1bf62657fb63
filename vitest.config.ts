import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: 'tests/support/temporary-folder.ts',
    testTimeout: 30_000,
    hookTimeout: 120_000,
    reporters: ['default'],
    pool: 'forks',
    coverage: { include: ['src/**'] },
  },
})
