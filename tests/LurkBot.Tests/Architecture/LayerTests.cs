using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LurkBot.Tests.Architecture;

/// <summary>Holds the direction of the arrows in ARCHITECTURE.md.</summary>
public sealed partial class LayerTests
{
    private static readonly Dictionary<string, string[]> Projects = new(StringComparer.Ordinal)
    {
        ["LurkBot.Core"] = [],
        ["LurkBot.Adapters"] = ["LurkBot.Core", "LurkBot.Rendering"],
        ["LurkBot.Gateway"] = ["LurkBot.Core"],
        ["LurkBot.Rendering"] = ["LurkBot.Core"],
        ["LurkBot.Cli"] = ["LurkBot.Adapters", "LurkBot.Gateway", "LurkBot.Rendering"],
    };

    /// <summary>For each folder of Core, the folders that it may use.</summary>
    private static readonly Dictionary<string, string[]> Folders = new(StringComparer.Ordinal)
    {
        ["Access"] = ["Entries", "Erasure", "Interop", "Sessions", "Settings", "Storage", "Text"],
        ["Accounting"] = ["Entries", "Erasure", "Interop", "Models", "Sessions", "Storage"],
        ["Budgets"] = ["Accounting", "Entries", "Sessions", "Settings", "Storage", "Turns"],
        ["Channels"] = ["Access", "Commands", "Configuration", "Delivery", "Doors", "Entries", "Erasure", "Exchange", "Facts", "Interop", "Operations", "Planning", "Sandboxes", "Schedules", "Sessions", "Settings", "Storage", "Text", "Tools", "Turns"],
        ["Commands"] = ["Access", "Accounting", "Budgets", "Compaction", "Configuration", "Context", "Delivery", "Diagnostics", "Entries", "Erasure", "Facts", "Import", "Models", "Operations", "Planning", "Sandboxes", "Schedules", "Search", "Sessions", "Storage", "Text", "Tools", "Turns"],
        ["Compaction"] = ["Context", "Entries", "Settings", "Storage", "Text"],
        ["Configuration"] = ["Access", "Budgets", "Compaction", "Context", "Interop", "Models", "Prompts", "Sandboxes", "Sessions", "Settings", "Storage", "Text", "Tools", "Workspaces"],
        ["Context"] = ["Entries", "Interop", "Sessions", "Settings", "Storage", "Text"],
        ["Delivery"] = ["Sessions", "Turns"],
        ["Diagnostics"] = ["Configuration", "Interop", "Sandboxes", "Text"],
        ["Doors"] = ["Commands", "Compaction", "Configuration", "Entries", "Interop", "Operations", "Planning", "Schedules", "Sessions", "Settings", "Storage", "Tools", "Turns"],
        ["Entries"] = ["Interop", "Sessions"],
        ["Erasure"] = ["Compaction", "Entries", "Interop", "Sessions", "Storage", "Text"],
        ["Exchange"] = ["Access", "Doors", "Entries", "Interop", "Operations", "Planning", "Search", "Sessions", "Storage", "Text", "Tools", "Turns"],
        ["Export"] = ["Entries", "Storage", "Text"],
        ["Facts"] = ["Access", "Compaction", "Context", "Entries", "Sessions", "Storage"],
        ["Import"] = ["Entries", "Sessions", "Storage"],
        ["Interop"] = [],
        ["Models"] = ["Context", "Entries", "Interop", "Sessions", "Settings"],
        ["Operations"] = ["Access", "Accounting", "Budgets", "Compaction", "Context", "Entries", "Facts", "Models", "Planning", "Schedules", "Sessions", "Storage", "Text", "Tools", "Turns"],
        ["Planning"] = ["Access", "Accounting", "Budgets", "Configuration", "Context", "Entries", "Facts", "Models", "Prompts", "Recall", "Sandboxes", "Schedules", "Search", "Sessions", "Storage", "Text", "Tools", "Turns", "Workspaces"],
        ["Prompts"] = ["Entries", "Interop", "Sessions", "Settings", "Text"],
        ["Recall"] = ["Context", "Entries", "Search", "Sessions", "Storage"],
        ["Sandboxes"] = ["Interop", "Settings", "Text"],
        ["Schedules"] = ["Entries", "Erasure", "Interop", "Sessions", "Storage", "Text"],
        ["Search"] = ["Entries", "Sessions", "Storage"],
        ["Sessions"] = [],
        ["Settings"] = ["Text"],
        ["Storage"] = ["Entries", "Interop", "Sessions", "Settings", "Text"],
        ["Subagents"] = ["Access", "Accounting", "Budgets", "Configuration", "Context", "Doors", "Entries", "Exchange", "Planning", "Sandboxes", "Sessions", "Storage", "Tools", "Turns"],
        ["Text"] = [],
        ["Tools"] = ["Access", "Context", "Entries", "Erasure", "Facts", "Interop", "Sandboxes", "Schedules", "Sessions", "Settings", "Storage", "Text", "Turns", "Workspaces"],
        ["Turns"] = ["Context", "Entries", "Models", "Sessions", "Storage", "Text"],
        ["Workspaces"] = ["Erasure", "Interop", "Sessions", "Settings", "Storage", "Text"],
    };

    /// <summary>What other programs may use: durable sessions for any agent. It never sees the assistant.</summary>
    private static readonly string[] Library = ["Sessions", "Entries", "Storage", "Interop", "Context", "Compaction", "Turns", "Models", "Text", "Settings"];

    /// <summary>The store itself, composition, and verify, repair, backup and restore.</summary>
    private static readonly string[] FileStorePlaces = ["LurkBot.Core/Storage/Files/", "LurkBot.Cli/Composition/", "LurkBot.Cli/Commands/Setup/MaintenanceCommands.cs"];

    /// <summary>The command line's views; whatever else has something to say gets a callback.</summary>
    private static readonly string[] ConsolePlaces = ["LurkBot.Cli/Chat/", "LurkBot.Cli/Commands/", "LurkBot.Cli/Output/", "LurkBot.Cli/Terminal/", "LurkBot.Cli/Program.cs"];

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
        var folders = Directory.GetDirectories(core).Select(path => Path.GetFileName(path)!).Where(name => name is not ("bin" or "obj") && Directory.EnumerateFiles(Path.Combine(core, name), "*.cs", SearchOption.AllDirectories).Any()).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(folders, Folders.Keys.Order(StringComparer.Ordinal));
        foreach (var folder in folders)
        {
            foreach (var file in Directory.GetFiles(Path.Combine(core, folder), "*.cs", SearchOption.AllDirectories))
            {
                var used = UsedNamespace().Matches(File.ReadAllText(file)).Select(match => match.Groups["folder"].Value).Where(folders.Contains).ToHashSet(StringComparer.Ordinal);
                used.Remove(folder);
                Assert.True(used.IsSubsetOf(Folders[folder]), $"{file} uses {string.Join(", ", used.Except(Folders[folder]))}.");
            }
        }
    }

    [Fact]
    public void Library_Uses_OnlyItself() => Assert.All(Library, folder => Assert.Subset(Library.ToHashSet(StringComparer.Ordinal), Folders[folder].ToHashSet(StringComparer.Ordinal)));

    /// <summary>Everything else works over the ports, so that another store can stand behind them.</summary>
    [Fact]
    public void FileStore_IsNamedOnly_WhereFilesAreMeant() => Assert.All(
        Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Source, file)).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)),
        file => Assert.True(
            FileStorePlaces.Any(place => file.StartsWith(place, StringComparison.Ordinal)) || !FileStore().IsMatch(File.ReadAllText(Path.Combine(Source, file))),
            $"{file} names FileSessionStore."));

    [Fact]
    public void PublicTypes_Belong_ToTheLibrary()
    {
        var shown = new[] { typeof(LurkBot.Storage.FileSessionStore), typeof(LurkBot.Models.ModelClients), typeof(LurkBot.Gateway.GatewayServer), typeof(LurkBot.Rendering.SessionExporter) }
            .SelectMany(type => type.Assembly.GetExportedTypes())
            .Where(type => type.Namespace is { } space && space.StartsWith("LurkBot", StringComparison.Ordinal));
        Assert.Empty(shown.Where(type => type.Namespace != "LurkBot" && !Library.Contains(type.Namespace!["LurkBot.".Length..].Split('.')[0], StringComparer.Ordinal)).Select(type => type.FullName));
    }

    [Fact]
    public void Console_IsTouchedOnly_ByTheViews() => Assert.All(
        Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Source, file)).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)),
        file => Assert.True(
            ConsolePlaces.Any(place => file.StartsWith(place, StringComparison.Ordinal)) || !ConsoleUse().IsMatch(File.ReadAllText(Path.Combine(Source, file))),
            $"{file} touches the console."));

    [Fact]
    public void Folders_Hold_NoMoreThan35Files() => Assert.All(
        Directory.GetDirectories(Source, "*", SearchOption.AllDirectories).Where(folder => !folder.Contains("/obj", StringComparison.Ordinal) && !folder.Contains("/bin", StringComparison.Ordinal)),
        folder => Assert.True(Directory.GetFiles(folder).Length <= 35, $"{folder} holds {Directory.GetFiles(folder).Length} files."));

    [Fact]
    public void Files_Have_NoMoreThan330Lines() => Assert.All(
        Directory.GetFiles(Source, "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/", StringComparison.Ordinal)),
        file => Assert.True(File.ReadLines(file).Count() <= 330, $"{file} has {File.ReadLines(file).Count()} lines."));

    [Fact]
    public void Core_Packages_HoldNoVendor()
    {
        var file = XDocument.Load(Path.Combine(Source, "LurkBot.Core", "LurkBot.Core.csproj"));
        Assert.All(file.Descendants("PackageReference"), package => Assert.StartsWith("Microsoft.", package.Attribute("Include")!.Value, StringComparison.Ordinal));
        Assert.Empty(file.Descendants("FrameworkReference"));
    }

    [GeneratedRegex(@"\bLurkBot\.(?<folder>[A-Z]\w*)\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UsedNamespace();

    [GeneratedRegex(@"\bConsole\.|using static System\.Console\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ConsoleUse();

    [GeneratedRegex(@"\bFileSessionStore\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileStore();
}
