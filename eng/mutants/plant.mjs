// Plants all mutants of list.txt into a copy of the tree, each behind a switch, so that the copy is built once.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const [list, tree] = process.argv.slice(2);
const fields = ["breaks", "file", "line", "with", "tests"];
const mutants = [];
const problems = [];

for (const block of readFileSync(list, "utf8").split(/\n\s*\n/)) {
  const lines = block.split("\n").filter(line => line.trim() !== "" && !line.startsWith("#"));
  if (lines.length === 0)
    continue;
  const mutant = { number: mutants.length + 1 };
  let last;
  for (const line of lines) {
    const [, name, value] = /^(breaks|file|line|with|tests) +(.*)$/.exec(line) ?? [];
    if (name && !(name in mutant))
      mutant[last = name] = value;
    else if (last)
      mutant[last] += "\n" + line;
  }
  for (const name of fields.filter(name => !(name in mutant)))
    problems.push(`mutant ${mutant.number}: no "${name}"`);
  mutants.push(mutant);
}

const files = new Map();
for (const mutant of mutants.filter(mutant => mutant.file && mutant.line))
  files.set(mutant.file, [...files.get(mutant.file) ?? [], mutant]);
for (const [file, planted] of files) {
  const path = join(tree, "src", "LurkBot." + file);
  let text;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    problems.push(`mutant ${planted[0].number}: there is no src/LurkBot.${file}`);
    continue;
  }
  for (const mutant of planted) {
    mutant.at = text.indexOf(mutant.line);
    if (mutant.at < 0)
      problems.push(`mutant ${mutant.number}: src/LurkBot.${file} no longer has: ${mutant.line}`);
    else if (text.indexOf(mutant.line, mutant.at + 1) >= 0)
      problems.push(`mutant ${mutant.number}: src/LurkBot.${file} has more than once: ${mutant.line}`);
  }
  planted.sort((one, other) => other.at - one.at);
  let before = text.length;
  for (const mutant of planted) {
    if (mutant.at + mutant.line.length > before)
      problems.push(`mutant ${mutant.number}: it overlaps with another one in src/LurkBot.${file}`);
    before = mutant.at;
    text = text.slice(0, mutant.at) + switched(mutant) + text.slice(mutant.at + mutant.line.length);
  }
  writeFileSync(path, text);
}

if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}

writeFileSync(join(tree, "src", "LurkBot.Core", "Mutant.cs"), `namespace LurkBot;

internal static class Mutant
{
    private static readonly string? Chosen = System.Environment.GetEnvironmentVariable("MUTANT");

    public static bool Is(int number) => Chosen == number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
`);
for (const { number, tests, breaks } of mutants)
  console.log([number, tests, breaks].join("\t"));

function switched({ number, line, with: other }) {
  const on = `global::LurkBot.Mutant.Is(${number})`;
  if (other.includes("MUTANT"))
    return other.replaceAll("MUTANT", on);
  if (line.endsWith(";"))
    return other === "nothing" ? `{ if (!${on}) { ${line} } }` : `{ if (${on}) { ${other} } else { ${line} } }`;
  // What a pattern names stays assigned where the line is true, or where it is false.
  return other === "false" ? `(!${on} && (${line}))` : other === "true" ? `(${on} || (${line}))` : `(${on} ? (${other}) : (${line}))`;
}
