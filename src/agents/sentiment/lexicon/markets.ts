import type { Graded } from './graded.js'

/** Prices, markets and economies. */
export const marketTones: Graded = [
  [0.6, `bull market, bull run, moon, to the moon, melt up`],
  [
    0.35,
    `
      rally, relief rally, recovery, rebound, upturn, upswing, uptick, upward, uptrend, higher close,
      positive territory, buoyant, bullishness, risk on, risk appetite, breakout, break out, break above,
      break through, top resistance, above support, hold above, hold support, golden cross, short squeeze,
      short covering, buyers return, buy the dip, dip buyer, bargain hunting, safe haven, soft landing, stimulus,
      rate cut, cut rate, cut interest rate, rate cut hopes, tax cut, dovish, easing, quantitative easing, truce,
      ceasefire, peace, trade deal, optimism, hope, hopeful, hopes of, cheer, boom, booming, thrive, flourish,
      prosper, prosperity, strong, strength, stronger, healthy, bright, brighter, good, great, excellent,
      outstanding, impressive, remarkable, stellar, superb, shine, sparkle, bask, bloom, soothe, relief, relieved,
      reward, benefit, beneficiary, advantage, opportunity, gain from, boon, godsend, best, better, improve,
      improvement, improving, enhance, positive, boost, boost for, spur, lift, bolster, buoy, help, helped by, aid,
      lead .. higher, climb back, catch up, fastest, fastest growing, fast growing, rapid growth, outright dominate`,
  ],
  [
    0.15,
    `
      calm, normalise, normalize, resume trading, trade higher, new listing, debut, green, sustainable, flexible,
      eager, able, keen, important, well, well received, favour, favor`,
  ],
  [
    0,
    `
      high street, high court, high yield, high level, high speed, hedge fund, mutual fund, stock exchange,
      stock market, share capital, share price, support level, resistance level, capital markets day,
      risk management, chief risk officer, risk free, opening hours, gross, interest income, crude, crude oil, mine,
      miner, vice president, no comment, top level, hot, cool head, gold standard, wall street, share of,
      market share, credit card, free cash flow, value, trust, united, like for like, matter, pay, paid, number,
      yes, growth in, big, huge, interest, interested, shares, share, join, novel, cut off date, energy,
      great britain, best practice, best of, good friday, super league, natural resources, natural gas, resources,
      true, want, wish, no longer, grant, growing pains, solution, solutions, security, securities, asset, assets,
      gift, care, health, healthcare, commit, committed, commitment, charges, demand, debt, escape clause, limited,
      ltd, lost and found, please, please note, promote, promotion, vision, vitamin, fresh food, fresh produce,
      chance, dream, fun, game, games, ha, haha, like, luck, oks, top, united states, united kingdom,
      united airlines, unit, wealth, challenge fund, chancellor, matters, poised, pressurised, defence, defense,
      destroy evidence, dirty, emergency services, environment, ensure, fight, fire, gun, insurance, oil,
      pollution control, natural, reach, straight, swift, tout, warm, weather forecast, yeah, reserve, bonus, leave,
      abroad, farm`,
  ],
  [
    -0.35,
    `
      selloff, sell off, correction, pullback, pull back, downturn, downward, downtrend, lower close,
      negative territory, negative, worse, worsen, worsening, deteriorate, deterioration, weaker, weaken, drag,
      lag market, lose, loser, losing, laggard, break below, below support, lose support, loses support,
      death cross, breakdown, capitulate, capitulation, take control, profit taking, risk off, risk aversion,
      flight to safety, hawkish, rate hike, rate rise, rate increase, tightening, tighten, higher rate,
      higher rates, higher for longer, taper, stagflation, deflation, slack, glut, oversupply, overcapacity,
      excess supply, price war, price cut, price pressure, competition, competitor, cheaper rival, bad, badly, sour,
      dark, darken, clouded, cloud over, cloud outlook, overshadow, shadow, marred, sharp fall, slow, slower,
      slowest, unexpectedly weak, gloomier, pain, painful, ache, headache, nightmare, hurdle, drop out, fade,
      fizzle, cool off, cool, wane, subside, burn, burnt, sink, flee, exodus, dump, slash, slaughter, bloodbath,
      rout, carnage, mired, plagued, plague, haunt, dogged by, tarnish, unable, difficult market, cannot, lack,
      lack of, lacking, shortage of, need cash, shortfall in, scarce, weakest, bite, brace for, brace, grapple,
      wrestle, battle, beset, hobble, strain, strained, stress, unsustainable, harder, hardship, burden, costly,
      expensive mistake, waiting for, still waiting, caught off guard, exposed, sceptic`,
  ],
  [
    -0.55,
    `
      bear market, crash, market crash, black monday, plummet, freefall, free fall, nosedive, turmoil, rout,
      bloodbath, wipe off, wipe .. off, wiped off, margin call, forced selling`,
  ],
]
