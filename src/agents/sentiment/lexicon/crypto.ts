import type { Graded } from './graded.js'

/** What happens to coins, exchanges, protocols and their users. */
export const cryptoTones: Graded = [
  [
    0.5,
    `
      etf approval, approve etf, approve .. etf, approves first, etf inflow, institutional adoption, mass adoption,
      legal tender, adopt bitcoin, adopts .. reserve, reserve asset, strategic reserve, accept bitcoin,
      accept crypto, accept .. payment, accept stablecoin, not a security, no security, drop .. lawsuit against,
      supply squeeze, supply shock`,
  ],
  [
    0.3,
    `
      mainnet launch, mainnet, testnet success, network upgrade, upgrade complete, hard fork complete, halving,
      staking reward, airdrop, token burn, burn, list token, list .. token, list .. future, new futures,
      futures launch, exchange listing, etf launch, etf filing, file for .. etf, tokenise, tokenize, tokenised fund,
      custody, launch custody, crypto custody, institutional, institutional demand, whale accumulate,
      whales accumulate, whales buy, accumulation, hold bitcoin, bitcoin treasury, add .. bitcoin, buy bitcoin,
      buys .. bitcoin, buy .. btc, purchase .. bitcoin, adoption, adopt, adopts, integrate, integration, regain peg,
      regains peg, restore peg, back on peg, repeg, restore withdrawal, resume withdrawal, recover stolen,
      recover fund, stolen .. recovered, funds recovered, refund, reimburse, repay creditor, repay creditors,
      repaying creditors, clarify rule, clarity, regulatory clarity, clear rules, pro crypto, crypto friendly,
      embrace, licence granted, win licence, get licence, obtain licence, secure licence, receive licence,
      grant licence, licence, whitelist, proof of reserves, faster, faster client, scaling, scalable, lower fees,
      audited, altseason, alt season, diamond hands, leave exchanges, supply on exchanges drop, bitcoin supply drop`,
  ],
  [
    0,
    `
      hash rate, hack day, hackathon, mining, fork, white paper, burn rate, gas, token, bearer, smart contract,
      proof of stake, staking, sandbox, whale watching, block reward, block height, block explorer, blockchain,
      genesis block, block space, blockspace, mining rig, liquidation of assets`,
  ],
  [
    -0.35,
    `
      etf outflow, etf delay, delay etf, delays .. etf, reject etf, rejects .. etf, reject .. etf, network outage,
      network halt, congestion, congested, halt trading, gas fee spike, token flood market, flood the market,
      whale dump, whales dump, whale sell, whales sell, dump, dumps, move .. to exchange, liquidation, liquidations,
      liquidated, long squeeze, unregistered security, security laws, operate without, crypto winter, winter,
      miner capitulate, miner sell, shut off miners, validator bug, client bug, centralised risk, illicit,
      terror financing, terrorist financing, mixer, darknet, dark web, ransom, money launderer, cut off, debank,
      debanking, delist coin, memecoin craze, craze, hype, freeze account, freeze withdrawal, vulnerability,
      vulnerable, backdoor, fake, impersonate, phishing, dust attack, pump and dump, wash trading, paper hands`,
  ],
  [
    -0.65,
    `
      exploit, exploiter, hack, hacker, hackers, hack of, drain, drains, stolen fund, stolen crypto, rug pull,
      rugpull, rugged, exit scam, depeg, depegs, lose peg, lose .. peg, loses .. peg, break peg, fall below peg,
      halt withdrawal, halts withdrawals, halt .. withdrawal, suspend withdrawal, suspend .. withdrawal,
      freeze .. withdrawal, pause withdrawal, pause .. withdrawal, ban crypto, ban on crypto, ban bitcoin,
      crypto ban, bans .. mining, ban .. mining, outlaw, fifty one percent attack, 51% attack, double spend,
      flash loan attack, bridge attack, insolvent exchange, bank run, death spiral, charged with fraud`,
  ],
]
