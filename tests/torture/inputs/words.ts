/** Words that a configuration, its variables and its values are made of, so that chance finds places that matter. */
export const configWords: readonly string[] = `
  agents risk strategy settings use run needs enabled isolation keepAlive env maxMemoryMb startTimeout maxRuns
  phase runWhen timeout retries backoff base max market source csv simulated symbols timeframe lookback seed
  maxAge dir from cycle interval offset orchestrator maxWorkers maxRetries shutdownGrace breakerFailures
  breakerCycles metricsExportDir metricsKeep enableMonitoring broker kind paper quote cash feeRate slippageBps
  limits maxOrderUsd maxPositionPercent extends version dataDir critical parallel active reducing always
  in-process process BTC/USDT BTC/EUR USDT 5m 500ms 1h 4h 0s 2022-01-01 2022-01-01T05:00:00+01:00
  10000.00000001 ./mine.ts ./mine.py a.jsonc NAME $schema fast slow maxDailyLossPercent minBalanceUsd
`
  .trim()
  .split(/\s+/)
  .concat('5 parsecs')
