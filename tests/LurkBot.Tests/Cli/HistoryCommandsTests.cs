using System.Text.Json;

namespace LurkBot.Tests.Cli;

/// <summary>Finding, taking away, bringing in and destroying, as a person does it.</summary>
public sealed class HistoryCommandsTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder other = new();

    public void Dispose()
    {
        home.Dispose();
        other.Dispose();
    }

    [Theory]
    [InlineData("json")]
    [InlineData("jsonl")]
    public async Task ExportThenImport_InAnotherHome_GivesTheSameEntries(string format)
    {
        await RunAsync(home, "chat", "The code is 4711 \u001b[31m 你好");
        await RunAsync(home, "sessions", "clear", "cli:default:main", "--yes");
        await RunAsync(home, "sessions", "undo", "cli:default:main");
        await RunAsync(home, "chat", "--session", "work", "second session");
        await RunAsync(home, "sessions", "archive", "cli:work:main");
        var folder = Path.Combine(other.Path, "exported");
        Assert.Equal(0, (await RunAsync(home, "sessions", "export", "--all", "--format", format, "-o", folder)).Code);
        Assert.Equal(0, (await RunAsync(other, "sessions", "import", folder)).Code);
        foreach (var key in (string[])["cli:default:main", "cli:work:main"])
            Assert.Equal((await RunAsync(home, "sessions", "show", key, "--json")).Output, (await RunAsync(other, "sessions", "show", key, "--json")).Output);
        Assert.Equal((await RunAsync(home, "sessions", "list")).Output, (await RunAsync(other, "sessions", "list")).Output);
        Assert.Contains("there already", (await RunAsync(other, "sessions", "import", folder)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_Words_ShowsWhereAndWhenAndGivesJson()
    {
        await RunAsync(home, "chat", "The garage code is 4711");
        await RunAsync(home, "chat", "--session", "work", "今天天气很好");
        var found = (await RunAsync(home, "sessions", "search", "GARAGE", "4711")).Output;
        Assert.StartsWith("cli:default:main #1  ", found, StringComparison.Ordinal);
        Assert.Contains("\n    The garage code is 4711\n", found, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunAsync(home, "sessions", "search", "天气", "--json")).Output);
        Assert.Equal("cli:work:main", json.RootElement[0].GetProperty("session").GetString());
        Assert.Equal("Nothing found.\n", (await RunAsync(home, "sessions", "search", "天气", "--channel", "telegram")).Output);
        Assert.Equal("Nothing found.\n", (await RunAsync(home, "sessions", "search", "天气", "--since", "2099-01-01")).Output);
        Assert.Equal(2, (await RunAsync(home, "sessions", "search", "x", "--since", "soon")).Code);
        Assert.StartsWith("2 sessions: 2 active\n4 messages among 4 entries", (await RunAsync(home, "sessions", "stats")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_IndexThatCannotBeWritten_ReadsTheSessions()
    {
        await RunAsync(home, "chat", "The garage code is 4711");
        Directory.CreateDirectory(Path.Combine(home.Path, "index.db", "full"));
        var (code, output, error) = await RunAsync(home, "sessions", "search", "garage");
        Assert.Equal(0, code);
        Assert.StartsWith("cli:default:main #1", output, StringComparison.Ordinal);
        Assert.Contains("index.db", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OntoTheIndex_IsRefused()
    {
        await RunAsync(home, "chat", "hello");
        await RunAsync(home, "sessions", "search", "hello");
        var index = Path.Combine(home.Path, "index.db");
        Assert.Equal(2, (await RunAsync(home, "sessions", "export", "cli:default:main", "-o", index)).Code);
        Assert.StartsWith("SQLite", await File.ReadAllTextAsync(index), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_EntryThenSession_AsksFirstAndReportsThatNothingIsLeft()
    {
        await RunAsync(home, "chat", "The garage code of my uncle is 4711-0815");
        await RunAsync(home, "sessions", "search", "uncle");
        Assert.Equal(2, (await RunAsync(home, "sessions", "erase", "cli:default:main#1")).Code);
        Assert.Contains("cli:default:main (sessions): 1 of 2 entries", (await RunAsync(home, "erase", "cli:default:main#1", "--dry-run")).Output, StringComparison.Ordinal);
        using var plan = JsonDocument.Parse((await RunAsync(home, "erase", "cli:default:main#1", "--dry-run", "--json")).Output);
        Assert.Contains("1 of 2 entries", plan.RootElement.GetProperty("would_erase").ToString(), StringComparison.Ordinal);
        Assert.Contains("4711-0815", (await RunAsync(home, "sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        var (code, output, _) = await RunAsync(home, "erase", "cli:default:main#1", "--yes");
        Assert.Equal(0, code);
        Assert.Contains("nothing of it is left", output, StringComparison.Ordinal);
        Assert.Contains("(erased)", (await RunAsync(home, "sessions", "show", "cli:default:main")).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(home.Path, "copy.txt"), (await RunAsync(home, "sessions", "export", "cli:default:main")).Output);
        (code, output, _) = await RunAsync(home, "sessions", "erase", "cli:default:main", "--yes", "--json");
        Assert.Equal(1, code);
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("clean").GetBoolean());
        Assert.Equal("copy.txt", json.RootElement.GetProperty("left_in")[0].GetString());
        Assert.Equal(3, (await RunAsync(home, "sessions", "erase", "cli:default:main", "--yes")).Code);
        Assert.Equal(2, (await RunAsync(home, "erase")).Code);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], ("LURKBOT_HOME", folder.Path), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"));
        return await process.FinishAsync();
    }
}
