#!/usr/bin/env bash
# Breaks one line after another that bears an invariant (eng/mutants/list.txt) and runs the tests of that room: each mutant must die.
#   eng/mutate.sh             all of them
#   eng/mutate.sh 17 23       some of them
# The sources stay as they are: the mutants are planted in a copy, each behind a switch, and the copy is built once.
# MUTANTS_FOLDER=DIR keeps the copy there, so that the next run builds only what changed.
set -euo pipefail
cd "$(dirname "$0")/.."
longest=180
# The short form of each test is what must notice.
unset LURKBOT_LONG_TESTS

folder=${MUTANTS_FOLDER:-}
if [ -z "$folder" ]; then
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
# Only files that differ are written: the others need no new build.
staged=$(mktemp -d "$folder/.staged.XXXXXX")
tar -c --exclude=./.git --exclude=bin --exclude=obj --exclude=node_modules . | tar -x -C "$staged"
mutants=$(node eng/mutants/plant.mjs eng/mutants/list.txt "$staged") || { rm -rf "$staged"; exit 2; }
(cd "$staged" && find . -type f -print0) | while IFS= read -r -d '' file; do
  cmp -s "$staged/$file" "$folder/$file" || { mkdir -p "$(dirname "$folder/$file")"; cp "$staged/$file" "$folder/$file"; }
done
# What is gone here goes there.
(cd "$folder" && find src tests -name '*.cs' -not -path '*/obj/*' -not -path '*/bin/*' -print0) | while IFS= read -r -d '' file; do
  [ -e "$staged/$file" ] || rm "$folder/$file"
done
rm -rf "$staged"
[ -e eng/test-servers/node_modules ] && ln -sfn "$PWD/eng/test-servers/node_modules" "$folder/eng/test-servers/node_modules"

dotnet build "$folder/tests/LurkBot.Tests/LurkBot.Tests.csproj" -nologo -v quiet -p:TreatWarningsAsErrors=false -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false -p:NoWarn=CS1591 >"$folder/build.log" 2>&1 || { grep -m 20 -E 'error|warning' "$folder/build.log" >&2; echo "The mutants do not compile." >&2; exit 2; }

# Runs tests with a mutant switched on (0: none): classes of LurkBot.Tests, or single tests of one, as Room.ClassTests.Method.
run() {
  local mutant=$1 limit=$2 chosen=() name
  for name in $3; do
    # All by -method: a test must match both when -class stands beside it.
    [[ $name == *Tests ]] && name+=".*"
    chosen+=(-method "LurkBot.Tests.$name")
  done
  MUTANT=$mutant timeout --kill-after=5 "$limit" dotnet "$folder/tests/LurkBot.Tests/bin/Debug/net10.0/LurkBot.Tests.dll" "${chosen[@]}" -noColor "${@:4}" </dev/null >"$folder/run.log" 2>&1
}

wanted() { [ "$#" -eq 1 ] || [[ " ${*:2} " == *" $1 "* ]]; }
rooms=$(while IFS=$'\t' read -r number tests _; do
  if wanted "$number" "$@"; then tr ' ' '\n' <<<"$tests"; fi
done <<<"$mutants" | sort -u)
[ -n "$rooms" ] || { echo "There is no such mutant; the list has $(wc -l <<<"$mutants")." >&2; exit 2; }
# A test that fails by itself kills nothing.
run 0 $((longest * 5)) "$rooms" || { grep -A 5 -F '[FAIL]' "$folder/run.log" >&2 || tail -5 "$folder/run.log" >&2; echo "Without a mutant the tests fail." >&2; exit 2; }

killed=0
survived=0
while IFS=$'\t' read -r number tests breaks <&3; do
  wanted "$number" "$@" || continue
  code=0
  run "$number" "$longest" "$tests" -stopOnFail || code=$?
  if [ "$code" -eq 0 ]; then
    survived=$((survived + 1))
    echo "$number SURVIVED $breaks ($tests)"
    continue
  fi
  killed=$((killed + 1))
  by=$(sed -nE 's/^ *LurkBot\.Tests\.(\S+)( ?\(.*)? \[FAIL\].*/\1/p' "$folder/run.log" | head -1)
  [ "$code" -ge 124 ] && by="${by:-a test that did not end in $longest s}"
  echo "$number killed   $breaks: ${by:-exit code $code}"
done 3<<<"$mutants"

echo "$killed killed, $survived survived"
[ "$survived" -eq 0 ]
