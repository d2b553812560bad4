#!/usr/bin/env bash
# Instructions that a check takes, counted by callgrind: the same on every run, so that a change of a percent shows.
# usage: benches/instructions.sh [--update] [--fail-above PERCENT]
#   --update              writes benches/instructions.txt, against which is compared
#   --fail-above PERCENT  ends with exit code 1 when an input takes more than that above the stored count
# The counts hold for one machine type and compiler; store anew where these change. Takes 1 minute.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/common.sh
. benches/common.sh
stored=benches/instructions.txt update=false limit=
while [ $# -gt 0 ]; do
    case $1 in
    --update) update=true ;;
    --fail-above) limit=${2:?a number of percent} && shift ;;
    *) sed -n '2,7s/^# //p' "$0" >&2 && exit 2 ;;
    esac
    shift
done
command -v valgrind >/dev/null || { echo "callgrind is a part of valgrind, which is not installed" >&2 && exit 2; }
build
scratch

status=0
: >"$work/counts"
printf '%-14s %14s %14s %7s\n' input instructions stored ratio
while read -r shape notation size; do
    input=$shape.$notation
    "$made" "$shape" "$notation" "$size" >"$work/$input"
    # Findings end with exit code 1; whether it ran is told by what valgrind says.
    # shellcheck disable=SC2046
    (cd "$work" && valgrind --tool=callgrind --callgrind-out-file=/dev/null $(check) --jobs 1 "$input" >/dev/null 2>said) || true
    count=$(sed -n 's/.*Collected : //p' "$work/said")
    [ -n "$count" ] || { cat "$work/said" >&2 && exit 2; }
    was=$(awk -v input="$input" '$1 == input { print $2 }' $stored 2>/dev/null || true)
    ratio=$(awk -v now="$count" -v was="${was:-0}" 'BEGIN { if (was) printf "%.3f", now / was; else print "-" }')
    printf '%-14s %14d %14s %7s\n' "$input" "$count" "${was:--}" "$ratio"
    echo "$input $count" >>"$work/counts"
    if [ -n "$limit" ] && [ "$ratio" != - ] && awk -v r="$ratio" -v l="$limit" 'BEGIN { exit !(r > 1 + l / 100) }'; then
        echo "$input takes more than $limit % above what is stored" >&2
        status=1
    fi
done <<<"usual yaml 1000000
usual json 1000000
wsdl wsdl 1000000"
if $update; then cp "$work/counts" $stored; fi
exit $status
