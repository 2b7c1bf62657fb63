import type { Graded } from './graded.js'

/** Orders, contracts, mergers, money raised and paid out, products. */
export const dealTones: Graded = [
  [
    0.5,
    `
      win order, win contract, win .. order, win .. contract, win deal, win .. deal, secure order, secure .. order,
      secure contract, secure .. contract, land order, land contract, land .. contract, land .. order, land deal,
      land .. deal, bag order, bag .. order, bag contract, bag .. contract, clinch deal, clinch .. deal,
      clinch .. order, clinch contract, receive order, receive .. order, get order, get .. order, book order,
      award contract, be awarded, awarded contract, awarded .. contract, awarded .. order, large order, major order,
      big order, major contract, major deal, order win, contract win, special dividend, maiden dividend,
      bumper dividend, dividend hike, dividend increase, dividend boost, payout boost, share buyback, buyback,
      buy back shares, share repurchase, repurchase shares, stock repurchase, return cash, return capital,
      cash return, capital return, takeover approach, takeover offer, takeover bid for, receive bid, receive offer,
      receive takeover, sweeten offer, sweetened offer, raise offer, raised bid, bidding war, bid premium,
      at a premium, at premium, rescue deal, rescue package, bailout agreed, white knight`,
  ],
  [
    0.3,
    `
      win, winner, winning, victory, sign contract, sign .. contract, sign agreement, sign .. agreement, sign deal,
      sign .. deal, sign up, ink deal, strike deal, strike .. deal, seal deal, seal .. deal, agree deal,
      agree .. deal, reach agreement, reach deal, reach .. agreement, letter of intent, framework agreement,
      order for, order from, order worth, contract worth, worth order, delivery agreement, supply agreement,
      supply contract, supply deal, cooperation agreement, strategic partnership, strategic alliance,
      agree to acquire, snap up, complete acquisition, complete merger, sell loss making, dispose of, complete sale,
      spin off, new jobs, create job, create .. job, breakthrough, innovation, innovative, pioneer, patent granted,
      award, accolade, named best, best workplace, success, successful, successfully, secure funding,
      secure .. funding, secure loan, secure .. facility, raise funds, secure, refinance, refinancing, prepay,
      pay down, repay, redeem, strengthen position, strengthen .. position, expand capacity, increase capacity,
      back merger, shareholders back, approve deal, approve merger, takeover interest, bid interest,
      bid speculation, takeover speculation, exclusive deal, exclusive licence, exclusive license, exclusive right,
      market leader, leader in, flagship, popular, demand for, best selling, bestseller, hit million, rescue, save,
      extend contract, extend agreement, renew contract, renewal, prolong, restart, resume, reopen, ramp up,
      back online, come online, go live, without a hitch`,
  ],
  [
    0.18,
    `
      partner with, partnership, alliance, team up, join forces, tie up, collaborate, collaboration, joint venture,
      cooperate, cooperation, to acquire, acquire, acquisition, to buy, buy rival, merger, merge, agree to sell,
      hire, recruit, invest in, invest .. in, investment in, launch, launch new, unveil, roll out, rollout,
      introduce, expand, expansion, enter market, new factory, new plant, open factory, open plant, open store,
      open new, offload, divest, divestment, leading position`,
  ],
  [
    0.1,
    `
      offer to buy, consider bid, weigh bid, mull bid, consider buying, takeover talks, merger talks, in talks,
      exclusive talks, talks with, ipo, list on, share placing, consider sale, explore sale, strategic review,
      explore options, new product, invest, investment, new chief, new ceo, restructure, restructuring, reorganise,
      reorganize, appoint, agreement, contract, deal`,
  ],
  [
    0,
    `
      contract manufacturer, raise capital, raise cash, raise money, end week, end day, end session, end month,
      end quarter, end year, end up, year end, month end, week end, contract worker, deal with, order of the court,
      in order to, to order, court order, out of order, law and order, change in holdings, employment contract,
      contract value, value of the contract, value of the order, order value, terms of the deal, open market,
      winter, grand opening`,
  ],
  [
    -0.3,
    `
      lose contract, lose .. contract, lose order, lose deal, lose bid, lose .. bid, loss of contract,
      contract loss, miss out on, walk away, pull out, pull out of, back out, call off, talks end, talks collapse,
      talks fail, talks break down, end without, end partnership, end talks, end deal, drop bid, abandon bid,
      abandon plan, scrap plan, axe plan, withdraw, delay, postpone, push back, put off, put on hold, defer,
      deferral, cancel, cancellation, cancelled, canceled, terminate, termination, order cancellation,
      lose customer, reject, rejection, rebuff, spurn, turn down, too low, unsolicited, hostile bid,
      hostile takeover, deal in doubt, sell at a discount, at a discount, discounted, rights issue, share issue,
      capital raise, capital raising, capital increase, cash call, dilute, dilution, dilutive, emergency funding,
      bottom of range, below range, pull ipo, pull listing, overpay, exit market, exit, quit, close store,
      close plant, close factory, close .. plant, close .. factory, to close, to shut, shut store, shut down,
      shutdown, closure, wind down, discontinue, suspension, pause, interrupt, interruption, disruption, disrupt`,
  ],
  [
    -0.5,
    `
      scrap dividend, axe dividend, cut dividend, slash dividend, suspend dividend, cancel dividend, skip dividend,
      omit dividend, pass dividend, dividend cut, no dividend, dividend suspension, scrap buyback, suspend buyback,
      deeply discounted, distressed sale, fire sale, deal collapse, merger collapse, deal falls through,
      fall through, block merger, block deal, block takeover, flop, fail to sell, unwanted`,
  ],
]
