"""momentum: buys what rises, sells what falls, and in doubt does nothing.

Started once ("keepAlive": true), it answers run after run: one JSON object a line on stdin and stdout. Whatever it
prints to stderr is its log: riskfirst logs momentum
"""

import json
import sys


def propose(briefing, settings):
    """What it would like; the desk checks each order against the limits."""
    bars, percent = settings.get("bars", 24), settings.get("percent", 2)
    orders = []
    for symbol, view in briefing["market"]["symbols"].items():
        closes, held = view["candles"]["close"], briefing["portfolio"]["own"]["positions"].get(symbol)
        if view["condition"] != "listed" or len(closes) <= bars:
            continue
        change = 100 * (closes[-1] / closes[-1 - bars] - 1)
        order = {"symbol": symbol, "reason": f"{symbol} moved {change:.1f} % in {bars} candles"}
        if change > percent and not held:
            protect = {"stop": f"{view['last'] * 0.95:.8f}"}  # kept and fired by the ledger
            orders.append({**order, "side": "buy", "notional": "100", "protect": protect})
        if change < -percent and held:
            orders.append({**order, "side": "sell", "quantity": f"{held['quantity']:.8f}"})
    print(f"{len(orders)} orders, looking {bars} candles back", file=sys.stderr)
    return {"summary": f"{len(orders)} orders", "orders": orders}


def problems(settings):
    """What is wrong with its settings; said when the program starts, with the line of the configuration."""
    for key, value in settings.items():
        if key not in ("bars", "percent"):
            yield {"path": [key], "expected": "bars or percent", "got": json.dumps(value)}
        elif not isinstance(value, int) or value < 1:
            yield {"path": [key], "expected": "a whole number of at least 1", "got": json.dumps(value)}


def answer(frame, settings):
    try:
        return {"type": "proposal", "id": frame["id"], "proposal": propose(frame["briefing"], settings)}
    except Exception as error:
        return {"type": "error", "id": frame["id"], "error": {"name": type(error).__name__, "message": str(error)}}


settings = {}
for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        settings = frame["settings"]
        found = list(problems(settings))
        reply = {"type": "refused", "problems": found} if found else {"type": "ready", "protocol": 1}
    elif frame["type"] == "run":
        reply = answer(frame, settings)
    else:
        continue  # "abort" comes too late for what is this quick
    print(json.dumps(reply), flush=True)
