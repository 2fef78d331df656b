#!/usr/bin/env bash
# Measures what docs/performance.md shows; prints its tables.   ./bench/run.sh [FOLDER on the disk to measure]
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d "${1:-${TMPDIR:-/tmp}}/lurkbot-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT

publish() { # PROJECT, FOLDER
  dotnet publish "$1" -c Release --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -nologo -v quiet -o "$2"
}

mkdir "$work/empty"
cat >"$work/empty/empty.csproj" <<'P'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>
</Project>
P
echo 'return;' >"$work/empty/Program.cs"
publish "$work/empty/empty.csproj" "$work/empty/out"
publish src/LurkBot.Cli/LurkBot.Cli.csproj "$work/lurkbot"
publish bench/LurkBot.Benchmarks/LurkBot.Benchmarks.csproj "$work/bench"

bench="$work/bench/LurkBot.Benchmarks"
mkdir "$work/append" "$work/sqlite" "$work/list" "$work/search" "$work/read" "$work/turn" "$work/sandbox" "$work/home"
for name in one two three four five six seven eight nine ten; do
  LURKBOT_HOME="$work/home" "$work/lurkbot/lurkbot" chat --model offline --session "$name" hello >/dev/null
done

echo "## Append"; echo; "$bench" append "$work/append"
echo; echo "## Beside SQLite"; echo; "$bench" sqlite "$work/sqlite"
echo; echo "## Newest 100 entries"; echo; "$bench" read "$work/read"
echo; echo "## A turn"; echo; "$bench" turn "$work/turn"
echo; echo "## Context"; echo; "$bench" context "$work/context"
echo; echo "## Replay"; echo; "$bench" replay
echo; echo "## Start"; echo; "$bench" start "$work/lurkbot/lurkbot" "$work/empty/out/empty" "$work/home"
echo; echo "## Listing"; echo; "$bench" list "$work/lurkbot/lurkbot" "$work/list"
echo; echo "## Search"; echo; "$bench" search "$work/lurkbot/lurkbot" "$work/search"
echo; echo "## Questions"; echo; "$bench" search --generated
echo; echo "## Recall"; echo; mkdir "$work/recall"; "$bench" recall-speed "$work/recall"
echo; echo "## After an import"; echo; mkdir "$work/imported"; "$bench" imported "$work/lurkbot/lurkbot" "$work/imported"
echo; echo "## Many sessions"; echo; mkdir "$work/many"; "$bench" many "$work/many"
echo; echo "## Soak"; echo; mkdir "$work/soak"; "$bench" soak "$work/soak"
echo; echo "## Many known sessions"; echo; mkdir "$work/known"; "$bench" known "$work/lurkbot/lurkbot" "$work/known"
echo; echo "## Sandbox"; echo; "$bench" sandbox "$work/sandbox"
