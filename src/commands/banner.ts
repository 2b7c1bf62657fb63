import type { LoadedConfig } from '../config/load.js'
import { printFiles } from './config.js'
import type { Io } from './io.js'
import { marketAndMoney } from './market-and-money.js'

/** The first line of every screen: which market, whose money, which configuration. */
export function bannerOf(
  { loaded, dryRun }: { readonly loaded: LoadedConfig; readonly dryRun: boolean },
  { cwd }: Io,
): readonly string[] {
  return [[marketAndMoney(loaded.config), ...(dryRun ? ['DRY RUN'] : []), printFiles(loaded, cwd)].join(' · ')]
}
