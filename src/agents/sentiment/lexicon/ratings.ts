import type { Graded } from './graded.js'

/** What analysts, agencies and investors make of a company. */
export const ratingTones: Graded = [
  [
    0.6,
    `
      upgrade, upgrade to buy, raise to buy, lift to buy, upgrade to outperform, upgrade to overweight,
      double upgrade, raise to overweight, raise to outperform, lift to outperform, regain investment grade,
      top pick`,
  ],
  [
    0.4,
    `
      buy rating, outperform rating, overweight rating, strong buy, overweight, undervalued, undervalue, look cheap,
      cheap, bargain, upside, bullish, positive view, conviction list, conviction buy, rate buy, start with buy,
      start at buy, initiate with buy, initiate at buy, favourite, favorite, recommend, investment grade,
      room to run, room to grow, time to buy, reasons to buy, could double, could triple, attractive, compelling,
      credible, bull, bulls, snap up, pile into, rave, rave review, glowing, applaud, welcome, praise, endorse,
      vote of confidence, backing, re rating, rerating`,
  ],
  [
    0.25,
    `
      buy shares, buys shares, insider buy, insider buying, director buy, increase stake, raise stake, build stake,
      boost stake, up stake, take stake, add to holding, add to position, add to ftse, added to ftse, join ftse,
      join s&p, added to index, promoted to, long position, go long, accumulate, hodl, disclose stake, reveal stake`,
  ],
  [
    0,
    `
      hold rating, neutral rating, reiterate hold, rating, analyst, broker note, market cap, buy back, coverage,
      buy or sell, equal weight, equalweight, in line rating`,
  ],
  [
    -0.25,
    `
      sell shares, insider sell, insider selling, reduce stake, cut stake, sell stake, sell down, trim stake,
      offload stake, dump stake, exit stake, trim holding, cut holding, relegate, drop out of ftse,
      fall out of ftse, remove from index, booted from, rating watch, on review for, review for downgrade`,
  ],
  [
    -0.4,
    `
      sell rating, underperform rating, underweight rating, underweight, overvalued, overvalue, overpriced,
      expensive, bearish, downside, bear, bears, sceptical, skeptical, scepticism, skepticism, time to sell,
      reasons to sell, take profit, take profits, profit taking, short seller, short sellers, short position,
      short selling, bet against, bets against, doubt, question mark, red flag, avoid shares, look expensive,
      bubble, frothy, froth, overheated, criticise, criticize, criticism, slam, blast, lash out, anger, angry, fury,
      furious, revolt, rebel, rebellion, backlash, under fire, oppose, lose patience, lose faith, lose confidence,
      spook, unnerve, rattle, jittery, jitters, nervous, nervousness`,
  ],
  [
    -0.6,
    `
      downgrade, downgrade to sell, downgrade to hold, cut to sell, cut to hold, cut to neutral,
      cut to underperform, cut to underweight, lower to sell, cut to junk, junk status, junk rating,
      double downgrade, strong sell, rate sell, lose investment grade`,
  ],
]
