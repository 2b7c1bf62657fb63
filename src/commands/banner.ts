import type { LoadedConfig } from '../config/load.js'
import type { MarketSource } from '../market/snapshot.js'
import { printFiles } from './config.js'
import type { Io } from './io.js'

/** The first line of every screen: which market, whose money, which configuration. */
export function bannerOf(
  {
    loaded,
    source,
    dryRun,
  }: { readonly loaded: LoadedConfig; readonly source: MarketSource; readonly dryRun: boolean },
  { cwd }: Io,
): readonly string[] {
  const parts = [source.label, 'PAPER MONEY', ...(dryRun ? ['DRY RUN'] : []), printFiles(loaded, cwd)]
  return [parts.join(' · ')]
}
