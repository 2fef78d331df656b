#!/usr/bin/env bash
# Sets up what the tests need, runs them all, and ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."

# --long: crash tests with hundreds of rounds on large sessions, fuzzing, and at the end the mutants; much longer.
mutants=""
if [ "${1:-}" = "--long" ]; then
  shift
  export LURKBOT_LONG_TESTS=1
  [ "$#" -gt 0 ] || mutants=all
fi

# System packages: a shell tool each, and node for the servers that the tests talk to.
missing=()
command -v unshare >/dev/null || missing+=(util-linux)
command -v bwrap >/dev/null || missing+=(bubblewrap)
command -v slirp4netns >/dev/null || missing+=(slirp4netns)
command -v ip >/dev/null || [ -x /usr/sbin/ip ] || missing+=(iproute2)
command -v strace >/dev/null || missing+=(strace)
command -v script >/dev/null || missing+=(bsdutils)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ "${#missing[@]}" -gt 0 ]; then
  [ "$(id -u)" = 0 ] && as_root="" || as_root="sudo"
  $as_root apt-get update -qq
  $as_root apt-get install -y -qq "${missing[@]}" >/dev/null
fi
# Containers, for root only; without them their tests say so and are skipped.
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && { [ ! -e /usr/bin/podman ] || [ ! -e /usr/sbin/runc ] || [ ! -e /usr/bin/busybox ]; }; then
  apt-get update -qq && apt-get install -y -qq --no-install-recommends podman runc busybox-static >/dev/null || echo "Podman cannot be had here; its tests are skipped." >&2
fi
if [ ! -e eng/test-servers/node_modules/.package-lock.json ] || [ eng/test-servers/package-lock.json -nt eng/test-servers/node_modules/.package-lock.json ]; then
  npm ci --prefix eng/test-servers --no-audit --no-fund --loglevel=error
fi

dotnet build LurkBot.slnx -nologo -v quiet

# Hundreds of short processes: none lives long enough to gain from being instrumented first.
export DOTNET_TieredPGO=0

passed=0
failed=0
for folder in tests/*.Tests; do
  project=$(basename "$folder")
  log=$(mktemp)
  code=0
  dotnet "tests/$project/bin/Debug/net10.0/$project.dll" "$@" -noColor </dev/null | tee "$log" || code=$?
  total=$(sed -nE 's/.*Total: ([0-9]+), .*, Skipped: ([0-9]+), Not Run: ([0-9]+).*/\1 \2 \3/p' "$log" | tail -1 | awk '{print $1 - $2 - $3}')
  bad=$(sed -nE 's/.*Total: ([0-9]+), Errors: ([0-9]+), Failed: ([0-9]+).*/\2 \3/p' "$log" | tail -1 | awk '{print $1 + $2}')
  rm -f "$log"
  if [ -z "$total" ]; then
    echo "$project printed no summary (exit code $code)" >&2
    failed=$((failed + 1))
    continue
  fi
  [ "$code" -ne 0 ] && [ "$bad" -eq 0 ] && bad=1
  passed=$((passed + total - bad))
  failed=$((failed + bad))
done

if [ -n "$mutants" ]; then
  ./eng/mutate.sh || failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
