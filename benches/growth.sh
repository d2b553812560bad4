#!/usr/bin/env bash
# How time and memory grow with the size of a description, and with the number of files: writes the tables `growth` and
# `files` of docs/performance.md. One core, recommended rules, CPU time.
# usage: benches/growth.sh [LARGEST]     in MB, a power of two, default 64
# Takes 3 minutes at 64, half a minute at 8.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/common.sh
. benches/common.sh
largest=${1:-64}
build
scratch

# cell PATH BYTES adds one to $row. The time goes to $before for the next, the worst ratio to $worst, memory to $last.
cell() {
    local input=$1 size=$2 cpu peak ended
    # shellcheck disable=SC2046
    read -r cpu _ peak ended < <(benches/measure --runs "$runs" --limit 300 -- $(check) --jobs 1 "$input")
    case $ended in
    0 | 1) ;;
    cut)
        row+=" more than 300 s |" before='' worst=cut
        return
        ;;
    *) echo "$input: ended with $ended" >&2 && exit 1 ;;
    esac
    row+=" $(time_of "$cpu")"
    if [ -n "$before" ]; then
        local ratio
        ratio=$(ratio_of "$cpu" "$before")
        row+=" ×$ratio"
        worst=$(printf '%s\n' "$worst" "$ratio" | sort -n | tail -n 1)
    fi
    row+=", $(mib_of "$peak") |"
    before=$cpu
    last="$(ratio_of "$peak" "$size")"
}

sizes() { for ((size = 1; size <= largest; size *= 2)); do echo "$size"; done; }

header="| description |" rule="|---|"
for size in $(sizes); do header+=" $size MB |" rule+="---|"; done
{
    echo "$header worst | memory, bytes a byte |"
    echo "$rule---|---|"
    while read -r shape notation; do
        row="| $shape, $notation |" before='' worst=0 last=
        for size in $(sizes); do
            runs=$((size > 8 ? 1 : 3))
            "$made" "$shape" "$notation" "${size}000000" >"$work/api.$notation"
            cell "$work/api.$notation" "$(stat -c %s "$work/api.$notation")"
        done
        echo "$row $worst | $last |"
        echo "$row" >&2
    done < <("$made" | while read -r shape _; do
        case $shape in
        wsdl) echo "wsdl wsdl" ;;
        vendor) echo "vendor min.json" ;;
        *) printf '%s yaml\n%s json\n' "$shape" "$shape" ;;
        esac
    done)
    taken_on "benches/growth.sh $largest"
} >"$work/growth"
benches/table growth <"$work/growth"

{
    echo "| files | 625 | 1,250 | 2,500 | 5,000 | worst | memory, bytes a byte |"
    echo "|---|---|---|---|---|---|---|"
    for kind in split each; do
        row="| $([ $kind = split ] && echo 'one description' || echo 'a description each') |" before='' worst=0 last=
        for count in 625 1250 2500 5000; do
            runs=3
            "$made" $kind $count "$work/$kind$count"
            input=$work/$kind$count
            if [ $kind = split ]; then input+=/openapi.yaml; fi
            cell "$input" "$(find "$work/$kind$count" -type f -printf '%s\n' | awk '{ all += $1 } END { print all }')"
            rm -r "${work:?}/$kind$count"
        done
        echo "$row $worst | $last |"
        echo "$row" >&2
    done
    taken_on "benches/growth.sh"
} >"$work/files"
benches/table files <"$work/files"
