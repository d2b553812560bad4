#!/usr/bin/env bash
# Time and memory of the release build on real descriptions, all recommended rules on, one core.
# usage: benches/compare.sh [CORPUS]      (default ../shared/corpus; see CONTRIBUTING.md)
# Set RIVAL='command' to run another linter on the same files, e.g. RIVAL='redocly lint --extends recommended-strict'.
set -euo pipefail
cd "$(dirname "$0")/.."
corpus=${1:-${APIVET_CORPUS:-../shared/corpus}}
[ -d "$corpus/openapi" ] || { echo "no corpus at $corpus" >&2; exit 2; }
cargo build --locked --release --quiet
pin=$(command -v taskset >/dev/null && echo "taskset -c 0" || true)

measure() { # label, command...
    local label=$1; shift
    local runs=5 line
    for _ in $(seq $runs); do
        # Findings end with exit code 1; only the figures count here.
        $pin /usr/bin/time -f '%e %U %M' -o /tmp/compare.$$ "$@" >/dev/null 2>&1 || true
        tail -n 1 /tmp/compare.$$
    done | sort -n | sed -n "$((runs / 2 + 1))p" | {
        read -r wall user kib
        printf '%-44s %7s s wall %7s s user %8.1f MiB\n' "$label" "$wall" "$user" "$(echo "$kib / 1024" | bc -l)"
    }
    rm -f /tmp/compare.$$
}

apivet=target/release/apivet
for file in petstore/openapi.yaml github/api.github.com.json stripe/spec3-2022-03.json stripe/spec3-2023-05.yaml \
    kubernetes/swagger-1.13.json openai/openapi.yaml; do
    path=$corpus/openapi/$file
    [ -f "$path" ] || path=$(find "$corpus/openapi/$(dirname "$file")" -type f -size +20k | sort | head -n 1)
    [ -f "$path" ] || continue
    measure "$(basename "$(dirname "$path")")/$(basename "$path") ($(($(wc -c <"$path") / 1024)) KB)" \
        $apivet check --no-config --jobs 1 --format json "$path"
    if [ -n "${RIVAL:-}" ]; then measure "  ${RIVAL%% *}" $RIVAL "$path"; fi
done
measure "openapi/ (whole corpus)" $apivet check --no-config --jobs 1 --format json "$corpus/openapi"
measure "wsdl/ (whole corpus)" $apivet check --no-config --jobs 1 --format json "$corpus/wsdl"
