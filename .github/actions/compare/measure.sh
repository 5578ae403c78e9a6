#!/usr/bin/env bash
# Measures two work trees in turn and compares the logs:  measure.sh <folder of the base> <folder of the head> <out>
#
# SETUP          what makes a tree ready, once in each
# RUN            what measures, once a round in each; appends to "$LOG"
# ROUNDS         how often; which tree is first changes, so that a machine that drifts hits both alike
# STREAMBATCH    the program that compares, called in the tree of the head
# THRESHOLD      smallest change that matters
#
# Writes <out>/base.csv, head.csv, comparison.md, comparison.json, bencher.json, smaller.json and bigger.json, and prints
# the exit code of `compare` (0: no regression, 1: regression, 3: cannot tell). Anything else that fails ends it.
set -euo pipefail

base=$(realpath "$1")
head=$(realpath "$2")
mkdir -p "$3"
out=$(realpath "$3")

in_tree() { (cd "$1" && bash -euo pipefail -c "$2" >&2); }
streambatch() { (cd "$head" && bash -euo pipefail -c "$STREAMBATCH \"\$@\"" streambatch "$@"); }

in_tree "$base" "$SETUP"
in_tree "$head" "$SETUP"

for ((round = 0; round < ROUNDS; round++)); do
  sides=(base head)
  if ((round % 2)); then sides=(head base); fi
  for side in "${sides[@]}"; do
    echo "round $((round + 1)) of $ROUNDS: $side" >&2
    LOG="$out/$side.csv" in_tree "${!side}" "$RUN"
  done
done

code=0
streambatch compare "$out/base.csv" "$out/head.csv" --threshold "$THRESHOLD" >"$out/comparison.md" || code=$?
if [[ $code != [013] ]]; then exit "$code"; fi
streambatch compare "$out/base.csv" "$out/head.csv" --threshold "$THRESHOLD" --json >"$out/comparison.json" || true
streambatch export "$out/head.csv" --format bencher >"$out/bencher.json"
streambatch export "$out/head.csv" --format customSmallerIsBetter >"$out/smaller.json"
streambatch export "$out/head.csv" --format customBiggerIsBetter >"$out/bigger.json"
echo "$code"
