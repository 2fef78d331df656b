using System.Text.RegularExpressions;

namespace LurkBot.Tests.Architecture;

/// <summary>Holds ARCHITECTURE.md to the code: what it names is there.</summary>
public sealed partial class ArchitecturePageTests
{
    /// <summary>Types of libraries, and patterns of names.</summary>
    private static readonly string[] Others = ["ChatClientAgent", "IChatClient", "XOptions", "XSettingDefinitions"];

    [Fact]
    public void Page_Names_OnlyTypesThatExist()
    {
        var sources = ((string[])["src", "tests"]).SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories)).Where(file => !file.Contains("/obj/", StringComparison.Ordinal));
        var declared = sources.SelectMany(file => Declaration().Matches(File.ReadAllText(file))).Select(match => match.Groups["name"].Value).ToHashSet(StringComparer.Ordinal);
        var named = TypeName().Matches(File.ReadAllText(Path.Combine(Repository.Root, "ARCHITECTURE.md"))).Select(match => match.Groups["name"].Value)
            .Where(name => name is not "LurkBot").Distinct(StringComparer.Ordinal).Except(Others, StringComparer.Ordinal).ToList();
        Assert.True(named.Count > 100);
        Assert.All(named, name => Assert.True(declared.Contains(name), $"ARCHITECTURE.md names {name}, which does not exist."));
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|delegate\s+[\w<>?,\[\]]+)\s+(?<name>[A-Z]\w*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Declaration();

    /// <summary>A type, its arguments, and a member; files and folders have a slash, or an ending in small letters.</summary>
    [GeneratedRegex(@"`(?<name>[A-Z]\w*[a-z]\w*)(<\w+>)?(\.[A-Z]\w*(<\w+>)?(\(\))?)*`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeName();
}
