#!/bin/sh
# Records the sample anew: about 10 minutes of a machine that does nothing else. After `npm run build`, from anywhere:
#   data/sample/record.sh                       # rewrites inference_logs.csv, grid.csv and result.png in this folder
#   QUICK=1 data/sample/record.sh               # the same in a minute, into .cache/sample: is all of it recorded?
# Logs are written in .cache/sample and replace those of this folder once all are whole: Ctrl-C changes nothing here.
set -eu
sample=$(cd "$(dirname "$0")" && pwd)
cd "$sample/../.."
new=.cache/sample
rm -rf "$new"
mkdir -p "$new"

# what is close is given time, what is clear takes none
full='--until all --max-minutes 3'
map='--until all --max-minutes 1'
apart='--repeats 5'
seconds=8
rates='5 10 20 30 45 70 110 160'
if [ "${QUICK:-}" ]; then
  full='--repeats 1 --prompt-limit 2'
  map=$full
  apart=$full
  seconds=1
  rates='5 10'
fi

measure() {
  echo "record.sh: $*" >&2
  node dist/cli.js "$@" >>"$new/record.txt"
}

# the prompts of one category, as a file of their own
prompts() {
  awk -v category="$1" 'NR == 1 || index($0, category "-") == 1' data/prompts.csv >"$new/$1.csv"
  echo "$new/$1.csv"
}

# shellcheck disable=SC2086 # options are several words
{
  # every way of serving: 02, 03, README's picture
  measure run --out "$new/inference_logs.csv" --ways stream,batch,continuous,whole --batch-sizes 2,4,8,16 --max-new-tokens 96 $full

  # who wins for which prompts and answers: 03, 05
  for tokens in 16 64; do
    for category in short medium long; do
      measure run --out "$new/grid.csv" --prompts "$(prompts $category)" --prompt-limit 8 \
        --ways stream,batch,continuous --batch-sizes 2,8 --length forced --max-new-tokens $tokens $map
    done
  done

  # a batch that is kept apart, to be foretold: 05
  measure run --out "$new/grid.csv" --prompts "$(prompts medium)" --prompt-limit 10 \
    --ways stream,batch --batch-sizes 5 --length forced --max-new-tokens 40 $apart
}

# open loads: 04
for rate in $rates; do
  measure load --out "$new/inference_logs.csv" --target local --arrivals "poisson:$rate" --way all \
    --duration "${seconds}s" --max-new-tokens 64
done

[ "${QUICK:-}" ] && exit
mv "$new/inference_logs.csv" "$new/grid.csv" "$sample/"
node "$sample/draw-result.mjs"
