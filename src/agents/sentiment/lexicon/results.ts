import type { Graded } from './graded.js'

/** What companies say of their results and of what they expect. */
export const resultTones: Graded = [
  [
    0.65,
    `
      swing to profit, swing to a profit, swing into profit, return to profit, back to profit, back in profit,
      return to profitability, back in the black, return to the black, move into profit, turn a profit, turn profit,
      turn profitable, record profit, record earnings, record quarter, record revenue, record sales, record results,
      record result, record year, blowout quarter, blowout earnings, stellar results, bumper profit, bumper year`,
  ],
  [
    0.5,
    `
      strong results, strong quarter, strong start, strong demand, strong sales, strong growth, strong trading,
      strong performance, solid results, solid quarter, robust results, robust demand, healthy demand,
      upbeat outlook, upbeat forecast, upbeat guidance, bullish outlook, positive outlook, outlook to positive,
      rosy outlook, brighter outlook, strong outlook, profit upgrade, earnings beat, revenue beat, profit beat,
      positive profit alert, earnings surprise, positive surprise, top end of, upper end of, high end of, best year,
      best quarter, best ever, best day, best week, best month, best start, best result, best performance,
      double digit growth, break even, reach breakeven, turnaround, turn corner, turn the corner, on a roll,
      fire on all cylinders, gather pace, gather momentum, gain momentum, gain traction,
      go from strength to strength, pricing power, out of the red, cash rich, smash, shatter record, break record,
      record order, record bookings, record demand, record output, record production, blockbuster, sell out of,
      sold out`,
  ],
  [
    0.35,
    `
      profitable, profitability, profitably, surplus, resilient, resilience, robust, solid, outperform,
      outperformance, outpace, outshine, outstrip, overdeliver, well placed, well positioned, on track,
      ahead of schedule, ahead of plan, ahead of last year, confident, confidence in, reassure, reassuring, upbeat,
      optimistic, cost saving, save money, synergy, economies of scale, streamline, momentum, tailwind, milestone,
      favourable, favorable, encouraging, promising, green shoots, stabilise, stabilize, stabilisation,
      stabilization, bottom out, return to growth, back to growth, positive result, positive results,
      clearly positive, cash generative, cash positive, meet forecast, meet target, meet guidance, exceed,
      lower losses, smaller loss, gain market share, win market share, take market share, beat peers, shrug off,
      defy, weather, withstand, impress, cheer, delight, hit target, reach target, achieve target, deliver on,
      recoup, pay off, bear fruit, comfortable, comfortably`,
  ],
  [
    0.2,
    `
      reaffirm, reiterate guidance, reiterate outlook, confirm outlook, confirm guidance, maintain guidance,
      maintain outlook, stand by forecast, stand by guidance, stick to forecast, stick to target, uphold target,
      keep outlook, steady, stable, stay the course, progress, efficient, efficiency, focus on growth, new chapter,
      refocus, simplify, rebrand`,
  ],
  [
    0,
    `
      in line with, as expected, at the same level, on par with, remain unchanged, broadly flat, flat, unchanged,
      profit sharing, profit and loss, loss of life, weight loss, earnings call, earnings season, earnings report,
      results announcement, earnings preview, profit for the period, earnings per share, income statement,
      loss adjuster, sales force, sales director, sales manager, head of sales, growth company, growth fund,
      growth capital, growth market`,
  ],
  [
    -0.35,
    `
      lacklustre, lackluster, subdued, sluggish, tepid, muted, soft demand, weak, weakness, soft, softness, anaemic,
      anemic, gloomy, gloom, downbeat, pessimistic, pessimism, cautious, caution, bleak, dim, mixed results,
      underperform, underperformance, lag behind, trail, lag, challenging, tough, difficult, difficulty, harsh,
      headwind, struggle, suffer, unprofitable, loss making, lossmaking, negative result, clearly negative,
      cash burn, burn through, bottom end of, lower end of, low end of, drag on, drag down, weigh on, weigh down,
      take a toll, take its toll, toll on, bite into, eat into, squeeze, worst, stagnate, stagnation, stagnant,
      stall, falter, stutter, stumble, sputter, plateau, lose steam, lose momentum, lose ground, lose market share,
      lose customers, behind schedule, behind plan, behind last year, off track, overrun, cost overrun,
      one off charge, underwhelm, uninspiring, dull, poor, poorly, lose sparkle, lose their sparkle,
      lose its sparkle, lose shine, lose appeal, bear brunt, under pressure, feel the pinch, feel the heat,
      slowdown, downturn, slow start, slow growth, weak demand, low demand, unsold, no recovery, take longer,
      longer than hoped, slower than hoped, tail off`,
  ],
  [
    -0.5,
    `
      swing to red, disappoint, disappointing, disappointment, dismal, dire, grim, terrible, awful,
      negative outlook, outlook to negative, bleak outlook, gloomy outlook, weak outlook, weak guidance,
      weak results, weak sales, weak quarter, poor results, poor performance, poor trading, cautious outlook,
      fall short, come up short, short of, earnings miss, revenue miss, profit miss, worst year, worst quarter,
      worst day, worst week, worst month, worst performance, worst ever, worst since, hit profit, hit earnings,
      hit sales, hit revenue, hit results, hit margin, hit by, hit hard, hard hit, badly hit, take a hit,
      loss warning, goodwill impairment, impairment charge, write down, writedown, write off, writeoff, restate,
      restatement, accounting error, accounting irregularity, black hole, cut to bone, job losses, hammer, batter,
      pummel, cripple, maul, haemorrhage, hemorrhage, bleed, abandon target, abandon forecast, scrap target,
      scrap forecast, withdraw guidance, withdraw forecast, suspend guidance, pull guidance, ditch target,
      record loss`,
  ],
  [
    -0.7,
    `
      profit warning, warn on profit, warns profit, warn of loss, profit alert, warn on earnings,
      warn of lower profit, issue warning, swing to loss, swing to a loss, swing into loss, slump to loss,
      plunge to loss, fall to loss, plunge into red, sink into red, plunge into loss, slip into red, into the red,
      slide to loss, drop to loss, sink to loss, huge loss, heavy loss, heavy losses, massive loss, steep loss,
      biggest loss, going concern, accounting scandal`,
  ],
]
