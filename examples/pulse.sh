#!/bin/sh
# pulse: buys a little of one symbol while it rises, sells what it holds when it falls, and in doubt does nothing.
# The briefing comes on stdin; the proposal goes into the file $RISKFIRST_PROPOSAL; whatever is printed is the log.
# Needs sh and awk. Neither knows JSON: this looks for the first such key behind the name of the symbol.
exec awk -v symbol="${1:-BTC/USDT}" -v proposal="$RISKFIRST_PROPOSAL" '
  # The text behind the first `key` in `text`; nothing when it is not there.
  function after(text, key,    at) { at = index(text, key); return at ? substr(text, at + length(key)) : "" }

  { briefing = briefing $0 }

  END {
    seen = after(after(briefing, "\"market\":{"), "\"" symbol "\":{")
    listed = index(after(seen, "\"condition\":\""), "listed\"") == 1
    closes = after(seen, "\"close\":[")
    count = split(substr(closes, 1, index(closes, "]") - 1), close_at, ",")
    own = after(briefing, "\"own\":{")
    held = after(after(substr(own, 1, index(own, "\"cashFlow\"")), "\"" symbol "\":{"), "\"quantity\":") + 0
    change = listed && count > 24 ? 100 * (close_at[count] / close_at[count - 24] - 1) : 0

    if (change > 1) wish = "\"side\":\"buy\",\"notional\":\"50\""
    if (change < -1 && held > 0) wish = sprintf("\"side\":\"sell\",\"quantity\":\"%.8f\"", held)
    reason = sprintf("%s moved %.1f %% in %d candles", symbol, change, count > 24 ? 24 : 0)
    print reason (wish ? ": asking for an order" : ": holding")

    if (wish) orders = sprintf("{\"symbol\":\"%s\",%s,\"reason\":\"%s\"}", symbol, wish, reason)
    printf "{\"summary\":\"%s\",\"orders\":[%s]}\n", reason, orders > proposal
  }'
