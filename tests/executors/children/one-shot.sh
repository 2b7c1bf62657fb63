#!/bin/sh
# The repertoire of the contract for a shell that reads no JSON: what to do is found in the text.
briefing=$(cat)
case $briefing in
  *'"do":"echo"'*) printf '{"summary":"echo","data":%s}' "$briefing" ;;
  *'"do":"answer"'*) printf '%s' "$briefing" | sed 's/.*"proposal":\(.*\),"end":true.*/\1/' ;;
  *'"do":"nan"'*) echo '{"summary":"","metrics":{"profit":NaN}}' ;;
  *'"do":"throw"'*)
    printf '%s' "$briefing" | sed 's/.*"words":"\([^"]*\)".*/RangeError: \1/' >&2
    exit 1
    ;;
  *'"do":"wait"'* | *'"do":"late"'*)
    trap 'echo told >&2; echo "{\"summary\":\"too late\"}"; exit' TERM
    echo "begun $$" >&2
    sleep 60 &
    wait $!
    ;;
  *'"do":"deaf"'*)
    trap '' TERM
    echo "begun $$" >&2
    while :; do sleep 60; done
    ;;
esac
