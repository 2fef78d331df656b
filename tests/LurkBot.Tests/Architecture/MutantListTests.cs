using System.Reflection;

namespace LurkBot.Tests.Architecture;

/// <summary>The list of <c>eng/mutate.sh</c> is about the code as it is.</summary>
public sealed class MutantListTests
{
    private static readonly string[] Names = ["breaks", "file", "line", "with", "tests"];

    [Fact]
    public void List_EachLineStandsOnceInItsFileAndEachTestIsThere()
    {
        var mutants = Read().ToList();
        Assert.True(mutants.Count >= 60);
        foreach (var mutant in mutants)
        {
            Assert.Equal(Names, mutant.Keys);
            var (path, line) = (Path.Combine(Repository.Root, "src", "LurkBot." + mutant["file"]), mutant["line"]);
            Assert.True(File.Exists(path) && File.ReadAllText(path).Split(line).Length == 2, $"eng/mutants/list.txt: {mutant["file"]} must have exactly once: {line}");
            Assert.All(mutant["tests"].Split(' '), name => Assert.True(Exists("LurkBot.Tests." + name), $"eng/mutants/list.txt: there is no {name}"));
        }
    }

    private static bool Exists(string name) =>
        typeof(MutantListTests).Assembly.GetType(name) is not null
        || typeof(MutantListTests).Assembly.GetType(name[..name.LastIndexOf('.')])?.GetMethod(name[(name.LastIndexOf('.') + 1)..], BindingFlags.Public | BindingFlags.Instance) is not null;

    private static IEnumerable<Dictionary<string, string>> Read()
    {
        foreach (var block in File.ReadAllText(Path.Combine(Repository.Root, "eng", "mutants", "list.txt")).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            var (mutant, last) = (new Dictionary<string, string>(StringComparer.Ordinal), "");
            foreach (var line in block.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
            {
                if (line.Split(' ', 2) is [var name, var value] && Names.Contains(name, StringComparer.Ordinal) && !mutant.ContainsKey(name))
                    mutant[last = name] = value.TrimStart(' ');
                else
                    mutant[last] += "\n" + line;
            }

            if (mutant.Count > 0)
                yield return mutant;
        }
    }
}
