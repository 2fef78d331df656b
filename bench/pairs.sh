#!/usr/bin/env bash
# Compares this tree with an earlier commit, operation by operation, in interleaved pairs: bench/pairs.sh COMMIT [PAIRS]
# Prints the median of the ratios (this tree to the earlier one) with its 95 % interval. FOLDER=/dev/shm takes the disk out.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?the commit to compare with}
pairs=${2:-200}
work=$(mktemp -d)
files=$(mktemp -d -p "${FOLDER:-$PWD/bench/obj}" 2>/dev/null || mktemp -d)
trap 'git worktree remove --force "$work/base" >/dev/null 2>&1 || true; rm -rf "$work" "$files"' EXIT
git worktree add -q --detach "$work/base" "$base"

project() { # NAME TREE CONSTANTS EXTRA
  mkdir -p "$2/bench/$1"
  cp bench/Pairs/PairWorker.cs "$2/bench/$1/"
  cat > "$2/bench/$1/$1.csproj" <<P
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <AssemblyName>LurkBot.Benchmarks</AssemblyName>
    <TieredPGO>false</TieredPGO>
    <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <EnforceCodeStyleInBuild>false</EnforceCodeStyleInBuild>
    <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
    <RunAnalyzers>false</RunAnalyzers>
    <DefineConstants>\$(DefineConstants);$3</DefineConstants>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="../../src/LurkBot.Adapters/LurkBot.Adapters.csproj" />
    $4
  </ItemGroup>
</Project>
P
  dotnet build "$2/bench/$1/$1.csproj" -c Release -nologo -v quiet -o "$work/out-$1"
}

git worktree add -q --detach "$work/here" HEAD
trap 'git worktree remove --force "$work/base" >/dev/null 2>&1 || true; git worktree remove --force "$work/here" >/dev/null 2>&1 || true; rm -rf "$work" "$files"' EXIT
project PairBase "$work/base" BASE ""
project PairHere "$work/here" HERE '<Compile Include="../../tests/LurkBot.Tests/TestTurn.cs" />'

python3 - "$work" "$files" "$pairs" <<'P'
import random, statistics, subprocess, sys
work, files, pairs = sys.argv[1], sys.argv[2], int(sys.argv[3])
def start(name):
    worker = subprocess.Popen(["dotnet", f"{work}/out-{name}/LurkBot.Benchmarks.dll", f"{files}/{name}"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
    assert worker.stdout.readline().strip() == "ready"
    return worker
def time(worker, operation):
    worker.stdin.write(operation + "\n")
    worker.stdin.flush()
    return float(worker.stdout.readline())
base, here = start("PairBase"), start("PairHere")
random.seed(1)
print("| operation | earlier, µs | this tree, µs | median of the ratios | 95 % interval |\n|---|---|---|---|---|")
red = False
for operation in ("append", "context", "list", "turn"):
    for _ in range(40):
        time(base, operation), time(here, operation)
    old, new, ratios = [], [], []
    for i in range(pairs):
        first, second = (base, here) if i % 2 else (here, base)
        one, two = time(first, operation), time(second, operation)
        before, after = (one, two) if i % 2 else (two, one)
        old.append(before); new.append(after); ratios.append(after / before)
    medians = sorted(statistics.median(random.choices(ratios, k=pairs)) for _ in range(2000))
    low, high = medians[50], medians[1949]
    red |= low > 1.03
    print(f"| {operation} | {statistics.median(old):.0f} | {statistics.median(new):.0f} | {statistics.median(ratios):.3f} | {low:.3f} to {high:.3f} |", flush=True)
sys.exit(1 if red else 0)
P
