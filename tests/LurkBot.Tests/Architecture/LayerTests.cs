using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LurkBot.Tests.Architecture;

/// <summary>Holds the direction of the arrows in ARCHITECTURE.md.</summary>
public sealed partial class LayerTests
{
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["LurkBot.Core"] = [],
        ["LurkBot.Adapters"] = ["LurkBot.Core"],
        ["LurkBot.Gateway"] = ["LurkBot.Core"],
        ["LurkBot.Cli"] = ["LurkBot.Adapters", "LurkBot.Gateway"],
    };

    /// <summary>For each folder of Core, the folders that it may use.</summary>
    private static readonly Dictionary<string, string[]> Folders = new(StringComparer.Ordinal)
    {
        ["Text"] = [],
        ["Sessions"] = [],
        ["Configuration"] = ["Compaction", "Context", "Sessions", "Text"],
        ["History"] = ["Sessions"],
        ["Export"] = ["History", "Sessions", "Text"],
        ["Search"] = ["History", "Sessions"],
        ["Erasure"] = ["History", "Sessions"],
        ["Context"] = ["History", "Sessions", "Text"],
        ["Catalogue"] = ["History", "Sessions"],
        ["Accounting"] = ["Catalogue", "Erasure", "History", "Sessions"],
        ["Budgets"] = ["Accounting", "Configuration", "History", "Sessions"],
        ["Prompts"] = ["Configuration", "History", "Sessions", "Text"],
        ["Import"] = ["History", "Sessions", "Text"],
        ["Sandboxes"] = ["Configuration", "Sessions"],
        ["Compaction"] = ["Context", "History", "Sessions"],
        ["Workspaces"] = ["Configuration", "History", "Sessions"],
        ["Tools"] = ["Configuration", "Erasure", "History", "Sandboxes", "Sessions", "Text", "Workspaces"],
        ["Agents"] = ["Budgets", "Catalogue", "Configuration", "Context", "History", "Prompts", "Sessions", "Tools"],
    };

    private static readonly string Source = Path.Combine(Repository.Root, "src");

    [Fact]
    public void Projects_Reference_OnlyWhatTheyMay()
    {
        Assert.Equal(Projects.Keys.Order(), Directory.GetDirectories(Source).Select(path => Path.GetFileName(path)!).Order());
        foreach (var (project, allowed) in Projects)
        {
            var file = XDocument.Load(Path.Combine(Source, project, project + ".csproj"));
            var references = file.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));
            Assert.Equal(allowed.Order(), references.Order());
        }
    }

    [Fact]
    public void CoreFolders_Use_OnlyWhatTheyMay()
    {
        var core = Path.Combine(Source, "LurkBot.Core");
        foreach (var folder in Directory.GetDirectories(core).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj")))
        {
            foreach (var file in Directory.GetFiles(Path.Combine(core, folder), "*.cs"))
            {
                foreach (Match match in UsedFolder().Matches(File.ReadAllText(file)))
                {
                    var used = match.Groups["folder"].Value;
                    Assert.True(string.Equals(used, folder, StringComparison.Ordinal) || Folders[folder].Contains(used), $"{file} uses {used}.");
                }
            }
        }
    }

    [Fact]
    public void Core_Packages_HoldNoVendor()
    {
        var file = XDocument.Load(Path.Combine(Source, "LurkBot.Core", "LurkBot.Core.csproj"));
        Assert.All(file.Descendants("PackageReference"), package => Assert.StartsWith("Microsoft.", package.Attribute("Include")!.Value, StringComparison.Ordinal));
        Assert.Empty(file.Descendants("FrameworkReference"));
    }

    [GeneratedRegex(@"\bLurkBot\.(?<folder>Accounting|Budgets|Text|Sessions|Configuration|Catalogue|Prompts|History|Search|Import|Export|Erasure|Context|Compaction|Agents|Sandboxes|Tools|Workspaces)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedFolder();
}
