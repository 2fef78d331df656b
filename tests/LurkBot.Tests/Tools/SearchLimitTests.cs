using LurkBot.Sandboxes;
using LurkBot.Tools;
using LurkBot.Workspaces;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Tools;

/// <summary><c>glob</c> and <c>grep</c> in a folder that may be a whole disk: they end, keep what they found and say what they left out.</summary>
public sealed class SearchLimitTests : IDisposable
{
    private readonly ToolRun run = new();
    private readonly ToolEnvironment place;

    public SearchLimitTests() => place = new ToolEnvironment(run.Folder, run.Home, new WorkspaceOptions(), new SandboxLimits(), isOwners: false, null, TimeProvider.System);

    public void Dispose()
    {
        place.Dispose();
        run.Dispose();
    }

    [Theory]
    [InlineData("glob", """{"pattern":"*.txt"}""", "a1.txt\na2.txt\nb/3.txt\n", "[Stopped after 4 files and folders; there are more. Give a path: the folder to begin in.]")]
    [InlineData("grep", """{"pattern":"x"}""", "a1.txt:1: x\na2.txt:1: x\nb/3.txt:1: x\n", "[Stopped after 4 files and folders; there are more. Give a path, a folder or file to look into, or a glob.]")]
    public async Task Search_TooManyFiles_KeepsWhatItFoundAndSaysHowToGoOn(string tool, string arguments, string found, string note)
    {
        foreach (var path in (string[])["a1.txt", "a2.txt", "b/3.txt"])
            run.Put(path, "x\n");
        Limit(WalkLimits.Search with { Entries = 4 });
        Assert.Equal(found, (await run.CallAsync(tool, arguments)).Content.Replace("[No file matches.]", "", StringComparison.Ordinal));
        run.Put("c/4.txt", "x\n");
        Assert.EndsWith(note, (await run.CallAsync(tool, arguments)).Content, StringComparison.Ordinal);
        Directory.Delete(Path.Combine(run.Folder, "c"), recursive: true);
        run.Put("b/4.txt", "x\n");
        var cut = (await run.CallAsync(tool, arguments)).Content;
        Assert.StartsWith(found[..found.IndexOf("b/", StringComparison.Ordinal)], cut, StringComparison.Ordinal);
        Assert.EndsWith(note, cut, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("glob", """{"pattern":"*.txt"}""")]
    [InlineData("grep", """{"pattern":"x"}""")]
    [InlineData("grep", """{"pattern":"x","path":"b/lines.txt"}""")]
    public async Task Search_TooLong_KeepsWhatItFoundAndSaysSo(string tool, string arguments)
    {
        run.Put("a.txt", "x\n");
        run.Put("b/lines.txt", string.Concat(Enumerable.Repeat("x\n", 200)));
        for (var i = 0; i < 200; i++)
            run.Put($"c{i}/more.txt", "");
        Limit(WalkLimits.Search with { Clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) } });
        var content = (await run.CallAsync(tool, arguments)).Content;
        Assert.Contains(tool is "glob" ? "a.txt\n" : ": x\n", content, StringComparison.Ordinal);
        Assert.Contains("[Stopped after 30 seconds, before all was looked at. Give a path", content, StringComparison.Ordinal);
        Assert.True(content.Split('\n').Length < 100, content);
    }

    /// <summary>Time is looked at between the files of one folder too, and while one of them is matched.</summary>
    [Theory]
    [InlineData("*.txt")]
    [InlineData("{*a*a*a*a*a*a*a*b,**/**/**/**/**/*a*b*c*}")]
    public async Task Glob_OneFolderOfManyFiles_StopsInTime(string pattern)
    {
        for (var i = 0; i < 200; i++)
            run.Put($"a{i:000}.txt", "");
        Limit(WalkLimits.Search with { Clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) } });
        var content = (await run.CallAsync("glob", $$"""{"pattern":"{{pattern}}"}""")).Content;
        Assert.Contains("[Stopped after 30 seconds, before all was looked at.", content, StringComparison.Ordinal);
        Assert.True(content.Split('\n').Length < 50, content);
    }

    [Fact]
    public void Glob_PatternOfStars_TakesStepsInProportion()
    {
        var pattern = GlobPattern.Parse(string.Concat(Enumerable.Repeat("*a", 400)) + "b");
        for (var i = 0; i < 200; i++)
            Assert.False(pattern.Matches([new string('a', 255)]));
        Assert.True(GlobPattern.Parse("**/a*b?d*").Matches(["x", "aXbbcdY"]));
        Assert.False(GlobPattern.Parse("a*b?d").Matches(["aXbbcdY"]));
        Assert.False(GlobPattern.Parse("*").Matches(["a"], () => false));
    }

    [Fact]
    public async Task Search_NamesThatAreNoText_AreCounted()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Names are text elsewhere.");
        run.Put("a.txt", "x\n");
        await ShellAsync("touch \"$(printf 'b\\377.txt')\" \"$(printf 'c\\377.txt')\"");
        Assert.Equal("a.txt\n[Passed over, since their names are no UTF-8 text: 2.]", (await run.CallAsync("glob", """{"pattern":"*.txt"}""")).Content);
        Assert.Equal("a.txt:1: x\n[Passed over, since their names are no UTF-8 text: 2.]", (await run.CallAsync("grep", """{"pattern":"x"}""")).Content);
        // .NET cannot delete what it cannot name.
        await ShellAsync("rm b* c*");
    }

    [Fact]
    public async Task Search_DeepFolders_AreLookedIntoAsFarAsTheyCount()
    {
        var deep = string.Concat(Enumerable.Repeat("d/", WorkspaceDepth.Most));
        run.Put(deep + "in", "x\n");
        Assert.Equal($"{deep}in\n", (await run.CallAsync("glob", """{"pattern":"**"}""")).Content);
        run.Put(deep + "d/out", "x\n");
        Assert.Equal($"{deep}in\n[Folders passed over, since they are nested more than 128 deep: 1.]", (await run.CallAsync("glob", """{"pattern":"**"}""")).Content);
    }

    private void Limit(WalkLimits limits) => run.Wrap = tool => tool.Name switch
    {
        "glob" => new GlobTool(place, limits),
        "grep" => new GrepTool(place, limits),
        _ => tool,
    };

    private async Task ShellAsync(string script)
    {
        using var shell = ChildProcess.Start("/bin/sh", ["-c", $"cd \"$1\" && {script}", "sh", run.Folder]);
        await shell.FinishAsync();
    }
}
