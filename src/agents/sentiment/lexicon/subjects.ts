/** Things that move, and what it means when they do. */
export interface SubjectGroup {
  /** −1 … 1: whether more of it is bad or good. */
  readonly polarity: number
  /** The tone of the bare mention, −1 … 1. */
  readonly tone: number
  readonly words: string
}

/** What rises and falls in financial news. */
export const subjectGroups: readonly SubjectGroup[] = [
  {
    polarity: 1,
    tone: 0.08,
    words: `
      profit, net profit, pretax profit, pre tax profit, operating profit, operating result, earnings, earning,
      ebit, ebitda, ebita, eps, earnings per share, net income, operating income, interest income, income,
      net result, pretax result, pre tax result, bottom line, cash flow, operating cash flow, profit before tax,
      profit before taxes`,
  },
  {
    polarity: 1,
    tone: 0,
    words: `
      revenue, result, results, sale, net sale, turnover, top line, margin, profit margin, order intake, order book,
      orderbook, order backlog, backlog, new order, order, =orders, dividend, payout, interim dividend,
      final dividend, cash payout, payment to shareholders, distribution, price target, target price, outlook,
      guidance, full year guidance, forecast, profit forecast, sales forecast, estimate, rating, credit rating,
      like for like sale, like for like, same store sale, comparable sale, retail sale, forward sale, export,
      shipment, cash payment, return, premium income, net interest income, market share, customer, subscriber, user,
      passenger, visitor, footfall, traffic, passenger number, booking, reservation, delivery, demand, consumption,
      appetite, confidence, consumer confidence, business confidence, sentiment, morale, productivity, efficiency,
      profitability, competitiveness, approval rating, occupancy, utilisation, utilization, load factor,
      advertising revenue, ad revenue, ad sale, market position, position, performance, trading, outperformance,
      cash return, capital return, shareholder return, gdp, economy, activity, factory activity, output growth, pmi,
      employment, job growth, home sale, housing start, mortgage approval, mortgage lending, loan growth`,
  },
  {
    polarity: 1,
    tone: 0.25,
    words: `
      growth, sales growth, profit growth, revenue growth, economic growth, earnings growth, user growth,
      subscriber growth, inflow, net inflow, etf inflow, upside, recovery, hope, optimism, gain, cost saving,
      saving, synergy, momentum, surplus`,
  },
  {
    polarity: 0.9,
    tone: 0,
    words: `
      =shares, =share, share price, stock, stock price, =stocks, equity, equities, market cap,
      market capitalisation, market capitalization, bond, =bonds, ftse, ftse 100, dow, s&p 500, nasdaq, dax, index,
      european shares, asian shares, wall street, bitcoin, btc, bitcoin price, ether, eth, ethereum, crypto,
      crypto market, altcoin, altcoins, token, tokens, coin, xrp, solana, cardano, dogecoin, litecoin, market,
      markets, nav, net asset value, valuation, market value`,
  },
  {
    polarity: 0.65,
    tone: 0,
    words: `
      output, production, volume, cargo, cargo volume, capacity, job, =jobs, headcount, workforce, staff, hiring,
      personnel, wage, salary, investment, spending, capital spending, capex, capital expenditure, lending, deposit,
      liquidity, cash, cash position, capital, capital ratio, solvency, reserve, hashrate, hash rate, hashprice,
      adoption, staking demand, open interest, oil price, crude price, gold price, metal price, commodity price,
      freight rate, house price, home price, property price, price, asset value, property value, bid, offer,
      quality, position in the market, sterling, pound, euro, copper, gold, oil, crude, buyback, cover, rent`,
  },
  {
    polarity: 0.4,
    tone: 0,
    words: `
      stake, holding, shareholding, target, reach, presence, range, portfolio, network, store, branch, fleet, yen,
      currency`,
  },
  {
    polarity: -1,
    tone: -0.4,
    words: `
      loss, net loss, pretax loss, pre tax loss, operating loss, quarterly loss, annual loss, loan loss,
      credit loss, bad loan, non performing loan, nonperforming loan, default, bankruptcy, insolvency, impairment,
      impairment loss, write down, writedown, outflow, deposit outflow, redemption, withdrawal, client withdrawal,
      customer withdrawal`,
  },
  {
    polarity: -0.9,
    tone: -0.3,
    words: `
      unemployment, unemployment rate, jobless rate, joblessness, jobless claim, deficit, pension deficit,
      budget deficit, trade deficit, trade gap, shortfall, fear, worry, worries, concern, doubt, uncertainty,
      tension, anxiety, gloom, woe, woes, pessimism, selling pressure, price pressure, pressure, headwind, sell off,
      selloff, shortage, parts shortage, chip shortage, disruption, oversupply, glut, complaint, accident, arrears,
      delinquency, fraud, crime, jitters, nerves, scepticism, skepticism, liquidation, panic, slowdown, downturn,
      crisis, short interest, bearish bet, bet against, short bet, risk, threat, delay, losses from, churn,
      job losses, overcapacity`,
  },
  {
    polarity: -0.75,
    tone: -0.08,
    words: `
      cost, fuel cost, operating cost, claims cost, labour cost, labor cost, steel cost, input cost, wage cost,
      energy cost, financing cost, funding cost, borrowing cost, fuel bill, expense, expenditure, debt, net debt,
      debt load, borrowing, leverage, gearing, indebtedness, debt burden, debt pile, liability, provision,
      restructuring cost, charge, restructuring charge, bill, claim, burden, tax, tax bill, tax rate,
      corporation tax, tariff, duty, levy, red tape, competition, inflation, consumer price inflation,
      inflation rate, vacancy, vacancy rate, emission, energy use, waste`,
  },
  {
    polarity: -0.35,
    tone: 0,
    words: `
      interest rate, rate, =rates, inventory, inventories, stockpile, fee, yield, gas fee, transaction fee, supply,
      spread, bond yield, debt yield, volatility, difficulty, workload`,
  },
]
