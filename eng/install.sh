#!/usr/bin/env bash
# Publishes lurkbot ahead of time compiled (ReadyToRun) and puts it on the user's PATH.
#   ./eng/install.sh [FOLDER]     FOLDER holds the program; default ~/.local/share/lurkbot; the link goes to ~/.local/bin
set -euo pipefail
cd "$(dirname "$0")/.."

case "${1:-}" in
  -*) sed -n 's/^# \{0,1\}//p' "$0" | tail -n +2; exit 2 ;;
esac
target=${1:-"$HOME/.local/share/lurkbot"}
bin="$HOME/.local/bin"
new="$target.new.$$"

echo "Publishing lurkbot (about a minute) ..."
dotnet publish src/LurkBot.Cli/LurkBot.Cli.csproj -c Release --use-current-runtime --no-self-contained \
  -p:PublishReadyToRun=true -p:DebugType=none -nologo -v quiet -o "$new"

mkdir -p "$(dirname "$target")" "$bin"
rm -rf "$target"
mv "$new" "$target"
ln -sfn "$target/lurkbot" "$bin/lurkbot"
echo "Installed $("$bin/lurkbot" --version) as $bin/lurkbot"
case ":$PATH:" in
  *":$bin:"*) ;;
  *) echo "Add it to your PATH:  export PATH=\"$bin:\$PATH\"" ;;
esac
