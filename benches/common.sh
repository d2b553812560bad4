# shellcheck shell=bash
# What the measuring scripts share. Sourced, never run; the caller stands in the root of the project.
#
# APIVET=program measures that program instead of building this one; MADE and PARSE do the same for the tools.

# Builds what is measured, sets apivet, made and parse.
build() {
    if [ -z "${APIVET:-}" ] || [ -z "${MADE:-}" ] || [ -z "${PARSE:-}" ]; then
        cargo build --locked --release --quiet --bin apivet --example made --example parse
    fi
    local built=${CARGO_TARGET_DIR:-target}/release
    apivet=$(realpath "${APIVET:-$built/apivet}")
    # shellcheck disable=SC2034
    made=$(realpath "${MADE:-$built/examples/made}")
    # shellcheck disable=SC2034
    parse=$(realpath "${PARSE:-$built/examples/parse}")
}

# The command that checks files in the way all figures are taken: recommended rules, nothing of the surroundings.
check() { echo "$apivet check --no-config --no-baseline --format json"; }

# A scratch folder, gone at the end.
scratch() {
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
}

# seconds BYTES… and so on: how the tables write a figure.
time_of() { awk -v s="$1" 'BEGIN { if (s < 0.0995) printf "%.1f ms", s * 1000; else if (s < 9.95) printf "%.2f s", s; else printf "%.0f s", s }'; }
mib_of() { awk -v b="$1" 'BEGIN { m = b / 1048576; printf m < 99.5 ? "%.1f MiB" : "%.0f MiB", m }'; }
size_of() { awk -v b="$1" 'BEGIN { m = b / 1e6; if (m < 0.0995) printf "%.0f KB", b / 1e3; else printf m < 9.95 ? "%.1f MB" : "%.0f MB", m }'; }
ratio_of() { awk -v a="$1" -v b="$2" 'BEGIN { r = a / b; printf r < 9.95 ? "%.1f" : "%.0f", r }'; }

# Which machine and when, the line below each table.
taken_on() {
    local model
    model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
    # shellcheck disable=SC2016
    printf '\n%s by `%s`, on %s processors (%s).\n' "$(date -u +%Y-%m-%d)" "$1" "$(nproc)" "${model:-unknown}"
}
