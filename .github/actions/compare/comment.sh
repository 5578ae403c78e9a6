#!/usr/bin/env bash
# Puts a text under a pull request, in place of what it put there before:  comment.sh <file>
# GH_TOKEN, GITHUB_REPOSITORY and PULL_REQUEST (its number) say where.
set -euo pipefail

mark='<!-- streambatch compare -->'
body=$(printf '%s\n%s\n' "$mark" "$(cat "$1")")
comments="repos/$GITHUB_REPOSITORY/issues/$PULL_REQUEST/comments"
all=$(gh api "$comments" --paginate --jq ".[] | select(.body | startswith(\"$mark\")) | .id")
mine=${all%%$'\n'*}

if [[ -n $mine ]]; then
  gh api --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$mine" --raw-field body="$body" --silent
else
  gh api --method POST "$comments" --raw-field body="$body" --silent
fi
