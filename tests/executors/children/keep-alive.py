"""The repertoire of the contract in Python, kept alive: one JSON frame a line."""

import json
import os
import signal
import sys
import time


def tell(**frame):
    print(json.dumps(frame), flush=True)


def told(*_):
    print("told", flush=True)
    sys.exit(0)


def wait(handler):
    signal.signal(signal.SIGTERM, handler)
    print("begun", os.getpid(), flush=True)
    while True:
        time.sleep(60)


def perform(briefing):
    task = briefing["memory"]
    if task["do"] == "echo":
        return {"summary": "echo", "data": briefing}
    if task["do"] == "answer":
        return task["proposal"]
    if task["do"] == "nan":
        return {"summary": "", "metrics": {"profit": float("nan")}}
    if task["do"] == "throw":
        raise ValueError(task["words"])
    if task["do"] in ("wait", "late"):
        wait(told)
    if task["do"] == "deaf":
        wait(signal.SIG_IGN)
    return None


for line in sys.stdin:
    frame = json.loads(line)
    if frame["type"] == "hello":
        tell(type="ready", protocol=1)
    elif frame["type"] == "run":
        try:
            tell(type="proposal", id=frame["id"], proposal=perform(frame["briefing"]))
        except ValueError as error:
            tell(type="error", id=frame["id"], error={"name": "ValueError", "message": str(error)})
