import { useEffect } from 'preact/hooks'
import { shownStateMark } from '../../../report/sections/trading-state.js'
import type { Overview } from '../../api.js'
import { moneyText } from '../amounts.js'

const colours: Readonly<Record<Overview['standing']['state'], string>> = {
  active: '#2f9e6e',
  reducing: '#d9a514',
  halted: '#c4314b',
  unknown: '#77818f',
}

/** Shows the trading state in the browser's tab, by word, figure and colour. */
export function useTab(overview: Overview | undefined, isStale: boolean): void {
  const title = isStale ? '? riskfirst' : titleOf(overview)
  const colour = colours[isStale ? 'unknown' : (overview?.standing.state ?? 'unknown')]
  useEffect(() => {
    document.title = title
  }, [title])
  useEffect(() => {
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colour}"/></svg>`
    const icon = document.querySelector<HTMLLinkElement>('link[rel=icon]') ?? document.createElement('link')
    icon.rel = 'icon'
    icon.href = `data:image/svg+xml,${encodeURIComponent(picture)}`
    document.head.append(icon)
  }, [colour])
}

function titleOf(overview: Overview | undefined): string {
  if (overview === undefined) return 'riskfirst'
  const sign = shownStateMark[overview.standing.state]
  const equity = overview.account?.equity ?? null
  const figures = equity === null ? '' : ` · ${moneyText(equity)} ${overview.quote}`
  return `${typeof sign === 'string' ? sign : sign.text}${figures} · riskfirst`
}
