import type { ComponentChildren } from 'preact'
import type { Overview, WatchedAccount } from '../../api.js'
import { changeText, direction, moneyText, percentText, shareText } from '../amounts.js'
import { Instant } from '../times.js'

/** The account in six figures. */
export function MoneyLine({ overview: { account, quote } }: { readonly overview: Overview }) {
  return (
    <section class="money" aria-labelledby="money-heading">
      <h2 id="money-heading" class="unseen">
        Money
      </h2>
      {account === null ? (
        <p class="quiet">No cycle has been sealed yet: there is no account to show.</p>
      ) : (
        <Figures account={account} quote={quote} />
      )}
    </section>
  )
}

function Figures({ account, quote }: { readonly account: WatchedAccount; readonly quote: string }) {
  const { equity, profit, dayProfit, startingCash } = account
  const began = equity === null || dayProfit === null ? 0 : Number(equity) - Number(dayProfit)
  return (
    <>
      <dl>
        <Figure name={`Equity, ${quote}`} value={moneyText(equity)} />
        <Figure name="Today, UTC" value={changeText(dayProfit)} tone={direction(dayProfit)}>
          {shareText(dayProfit, began)}
        </Figure>
        <Figure name="Total profit" value={changeText(profit)} tone={direction(profit)}>
          {shareText(profit, Number(startingCash))}
        </Figure>
        <Figure name="Drawdown" value={percentText(account.drawdownPercent)}>
          below its high
        </Figure>
        <Figure name="Exposure" value={percentText(account.exposurePercent)}>
          of equity
        </Figure>
        <Figure name="Cash" value={moneyText(account.cash)} />
      </dl>
      <p class="quiet">
        {equity === null && <span class="warning">A held symbol has no price, so equity is unknown. </span>}
        As {account.cycleId} left it, market time <Instant at={account.asOf} />
      </p>
    </>
  )
}

interface FigureProps {
  readonly name: string
  readonly value: string
  readonly tone?: string
  readonly children?: ComponentChildren
}

function Figure({ name, value, tone = '', children }: FigureProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class={tone}>
        {value} {children !== undefined && <small>{children}</small>}
      </dd>
    </div>
  )
}
