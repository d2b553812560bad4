#!/usr/bin/env bash
# The aims beside what is measured: writes the table `aims` of docs/performance.md.
# usage: benches/aims.sh [CORPUS]      (default $APIVET_CORPUS or ../shared/corpus; see CONTRIBUTING.md)
# Process start to exit, release build, recommended rules, one core unless said; medians of five. Takes 1 minute.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/common.sh
. benches/common.sh
corpus=${1:-${APIVET_CORPUS:-../shared/corpus}}
[ -d "$corpus/openapi" ] || { echo "no corpus at $corpus" >&2 && exit 2; }
build
scratch

# row LABEL PATH AIM_MS AIM_MIB [CORES]: `-` where there is no aim. The ratio to parsing alone is for single files.
row() {
    local label=$1 input=$2 aim=$3 aim_mib=$4 cores=${5:-1} size cpu wall peak ended parse_cpu ratio=- bytes=-
    local aims_met=yes
    # shellcheck disable=SC2046
    read -r cpu wall peak ended < <(benches/measure --runs 5 --cores "$cores" -- $(check) --jobs "$cores" "$input")
    case $ended in 0 | 1 | 2) ;; *) echo "$input: $ended" >&2 && exit 1 ;; esac
    if [ -f "$input" ]; then
        size=$(stat -c %s "$input")
        read -r parse_cpu _ < <(benches/measure --runs 5 -- "$parse" "$input")
        if [ "$size" -gt 1000000 ]; then
            ratio=$(ratio_of "$cpu" "$parse_cpu") bytes=$(ratio_of "$peak" "$size")
        fi
    else
        size=$(find "$input" -type f -printf '%s\n' | awk '{ all += $1 } END { print all }')
    fi
    met() { awk -v is="$1" -v aim="$2" 'BEGIN { exit !(aim == "-" || is == "-" || is <= aim) }' || aims_met=no; }
    met "$(awk -v s="$wall" 'BEGIN { print s * 1000 }')" "$aim"
    met "$(awk -v b="$peak" 'BEGIN { print b / 1048576 }')" "$aim_mib"
    met "$ratio" 2.5
    met "$bytes" 5
    printf '| %s, %s | %s | %s | %s | %s | %s | %s | %s |\n' "$label" "$(size_of "$size")" \
        "$([ "$aim" = - ] && echo - || echo "$aim ms")" "$(time_of "$wall")" "$([ "$aim_mib" = - ] && echo - || echo "$aim_mib MiB")" \
        "$(mib_of "$peak")" "$ratio" "$bytes" "$aims_met" | tee /dev/stderr
}

"$made" usual yaml 20000 >"$work/small.yaml"
"$made" yaml <"$corpus/openapi/github/api.github.com.json" >"$work/github.yaml"
"$made" vendor min.json 47000000 >"$work/vendor.json"
"$made" wsdl wsdl 3000000 >"$work/service.wsdl"
echo 'openapi: 3.1.0' >"$work/nothing.yaml"
{
    echo "| input | aim | time | aim | memory | of parsing alone (aim 2.5) | bytes a byte (aim 5) | met |"
    echo "|---|---|---|---|---|---|---|---|"
    row "start-up: a description of one line" "$work/nothing.yaml" 2 -
    row "a small description, YAML" "$work/small.yaml" 3 -
    row "Stripe, YAML" "$corpus/openapi/stripe/spec3-2023-05.yaml" 40 25
    row "GitHub, JSON" "$corpus/openapi/github/api.github.com.json" 70 60
    row "the same as YAML" "$work/github.yaml" 90 -
    row "14,000 paths and 6,000 schemas, minified JSON" "$work/vendor.json" 300 200
    row "a WSDL service" "$work/service.wsdl" - -
    row "all OpenAPI files of the corpus, two cores" "$corpus/openapi" 300 - 2
    taken_on "benches/aims.sh"
} >"$work/aims"
benches/table aims <"$work/aims"
