using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>Contexts and summaries as a person sees them: a process, a new home, a provider on loopback.</summary>
public sealed class ContextProgramTests : IDisposable
{
    private const string Summary = "## Goal\\n- a train\\n## Decisions\\n## Facts about people\\n## Open questions\\n## Exact identifiers\\n## State of work\\n- fine";

    private readonly TemporaryFolder home = new();
    private readonly List<string> refused = [];
    private readonly LoopbackServer server;
    private string summary = Summary;

    public ContextProgramTests() => server = new LoopbackServer(Answer);

    public void Dispose()
    {
        server.Dispose();
        home.Dispose();
    }

    [Fact]
    public async Task Chat_EnoughMessages_CompactsByItselfAndEverythingCanBeSeenAndTakenBack()
    {
        for (var i = 0; i < 4; i++)
            Assert.Equal(0, (await ChatAsync($"The train {i} leaves at 09:3{i} from platform 7 {new string('x', 400)}", ("LURKBOT_COMPACT_AFTER", "6"))).Code);
        var context = (await RunAsync(["sessions", "context", "cli:default:main", "--model", "openai/m"])).Output;
        Assert.Contains("summary", context, StringComparison.Ordinal);
        Assert.Contains("a summary stands for them", context, StringComparison.Ordinal);
        using var json = JsonDocument.Parse((await RunAsync(["sessions", "context", "cli:default:main", "--json", "--messages"])).Output);
        Assert.Contains("a train", json.RootElement.GetProperty("messages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.InRange(json.RootElement.GetProperty("overhead_tokens").GetInt32(), 500, 5000);
        Assert.Contains("09:30", json.RootElement.GetProperty("messages")[0].GetProperty("text").GetString(), StringComparison.Ordinal);

        var shown = (await RunAsync(["sessions", "show", "cli:default:main"])).Output;
        var id = shown[(shown.LastIndexOf('#', shown.IndexOf("(summary", StringComparison.Ordinal)) + 1)..].Split(' ')[0];
        var expanded = (await RunAsync(["sessions", "expand", $"cli:default:main#{id}"])).Output;
        Assert.StartsWith("#1 ", expanded, StringComparison.Ordinal);
        Assert.Contains("The train 0", expanded, StringComparison.Ordinal);
        Assert.Equal(3, (await RunAsync(["sessions", "expand", "cli:default:main#1"])).Code);

        using var usage = JsonDocument.Parse((await RunAsync(["usage", "--json"])).Output);
        // A list of models is not a call.
        Assert.Equal(server.Bodies.Count(body => body.Length > 0), usage.RootElement.GetProperty("total").GetProperty("calls").GetInt32());
        await RunAsync(["sessions", "undo", "cli:default:main"]);
        await RunAsync(["sessions", "undo", "cli:default:main"]);
        Assert.DoesNotContain("a summary stands", (await RunAsync(["sessions", "context", "cli:default:main"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compact_Asked_SaysWhatItDidAndAListStandsInWhereTheModelGivesNoSummary()
    {
        for (var i = 0; i < 4; i++)
            await ChatAsync($"message {i} {new string('x', 400)}");
        var planned = await RunAsync(["sessions", "compact", "cli:default:main", "--model", "openai/m", "--dry-run"]);
        Assert.Matches(@"^6 messages \(entries #1 to #6, about \d+ tokens\) become a summary by openai/m; the 2 messages after them stay\.\n$", planned.Output);
        var done = await RunAsync(["sessions", "compact", "cli:default:main", "--model", "openai/m", "--focus", "trains"]);
        Assert.Equal(0, done.Code);
        Assert.Contains("A summary stands for entries #1 to #6", done.Output, StringComparison.Ordinal);
        Assert.Contains("Above all keep what concerns: trains", server.Bodies[^1], StringComparison.Ordinal);
        summary = "";
        for (var i = 0; i < 4; i++)
            await ChatAsync($"message {i} {new string('x', 400)}");
        var listed = await RunAsync(["sessions", "compact", "cli:default:main", "--model", "openai/m"]);
        Assert.Contains("A list made without a model stands for", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_ProviderSaysTheContextIsTooLong_CompactsAndAnswersAllTheSame()
    {
        for (var i = 0; i < 12; i++)
            await ChatAsync($"message {i} {new string('x', 400)}");
        refused.Add("message 1 ");
        var (code, output, error) = await ChatAsync("And now?");
        Assert.True(code == 0, error);
        Assert.Equal("Hi there", output.Trim());
        Assert.Contains("(summary of entries #1 to", (await RunAsync(["sessions", "show", "cli:default:main"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweep_IdleSession_IsCompactedAsTheDryRunSays()
    {
        await using (var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:default:main"), default))
        {
            var at = TimeProvider.System.GetUtcNow().AddHours(-1);
            for (var i = 1; i < 12; i += 2)
                await session.AppendAsync([new UserEntry { At = at, Turn = i, Content = $"message {i} {new string('x', 400)}" }, new AssistantEntry { At = at, Turn = i, Content = "well" }], default);
        }

        (string, string)[] settings = [("LURKBOT_SESSION_TIMEOUT", "60"), ("LURKBOT_COMPACT_AFTER", "8"), ("LURKBOT_DEFAULT_MODEL", "openai/m")];
        var dry = (await RunAsync(["sessions", "sweep", "--dry-run"], settings)).Output;
        Assert.Contains(": compacted", dry, StringComparison.Ordinal);
        Assert.Contains("compaction of entries #1 to #8", dry, StringComparison.Ordinal);
        Assert.Equal(dry, (await RunAsync(["sessions", "sweep"], settings)).Output);
        Assert.Contains("a summary stands for them", (await RunAsync(["sessions", "context", "cli:default:main"])).Output, StringComparison.Ordinal);
        Assert.Contains("compacted", (await RunAsync(["sessions", "log", "cli:default:main"])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Compact_KilledInTheMiddle_KeepsThePartThatWasDoneAndGoesOnFromThere()
    {
        await File.WriteAllTextAsync(Path.Combine(home.Path, "models.json"), """{"models":{"openai/m":{"window":6000}}}""");
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        IReadOnlyList<Entry> said;
        await using (var session = await store.OpenOrCreateAsync(SessionKey.Parse("cli:default:main"), default))
        {
            for (var i = 1; i < 60; i += 2)
                await session.AppendAsync([new UserEntry { Turn = i, Content = $"message {i} {new string('x', 900)}" }, new AssistantEntry { Turn = i, Content = "well" }], default);
            said = await session.ReadAllAsync(default);
        }

        using (var stalling = new LoopbackServer((path, body) => Answer(path, body)) { HangsFrom = 2 })
        using (var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sessions", "compact", "cli:default:main", "--model", "openai/m"], ("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", stalling.Address + "v1")))
        {
            await stalling.Stalled.Task;
            process.Kill();
            await process.WaitForExitAsync();
        }

        var first = await SummariesAsync();
        Assert.Single(first);
        Assert.Equal(0, (await RunAsync(["sessions", "compact", "cli:default:main", "--model", "openai/m"])).Code);
        var after = await SummariesAsync();
        Assert.Equal(first[0], after[0]);
        Assert.Equal(new EntryRange(1, 58), after[^1]);
        Assert.DoesNotContain(server.Bodies, body => body.Contains("message 1 ", StringComparison.Ordinal));
        Assert.Equal((0, "Hi there\n"), ((await ChatAsync("And now?")) is var (code, output, _) ? (code, output) : default));
        await using var again = (await store.OpenAsync(SessionKey.Parse("cli:default:main"), default))!;
        Assert.Equal(said.Select(entry => (entry.Id, entry.Content)), (await again.ReadAllAsync(default)).Take(60).Select(entry => (entry.Id, entry.Content)));

        async Task<List<EntryRange?>> SummariesAsync()
        {
            await using var session = (await store.OpenAsync(SessionKey.Parse("cli:default:main"), default))!;
            return [.. (await session.ReadAllAsync(default)).OfType<SummaryEntry>().Select(entry => entry.Range)];
        }
    }

    [Theory]
    [InlineData("LURKBOT_CONTEXT_STRATEGY", "Sliding", 0)]
    [InlineData("LURKBOT_CONTEXT_STRATEGY", "all", 2)]
    [InlineData("LURKBOT_COMPACT_STRATEGY", "hybrid", 0)]
    [InlineData("LURKBOT_COMPACT_STRATEGY", "1", 2)]
    [InlineData("LURKBOT_COMPACT_AFTER", "1", 2)]
    [InlineData("LURKBOT_SESSION_MAX_MESSAGES", "50", 0)]
    public async Task Config_ContextSettings_AreValidated(string name, string value, int code) =>
        Assert.Equal(code, (await RunAsync(["config", "validate"], (name, value))).Code);

    private (int Status, string Type, string Body) Answer(string path, string body)
    {
        var stream = body.Contains("\"stream\":true", StringComparison.Ordinal);
        if (body.Contains("You keep the memory", StringComparison.Ordinal))
        {
            return (200, "text/event-stream",
                "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"" + summary + "\"},\"finish_reason\":null}]}\n\n"
                + "data: {\"id\":\"x\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}\n\ndata: [DONE]\n\n");
        }

        return refused.Exists(part => body.Contains(part, StringComparison.Ordinal))
            ? (400, "application/json", """{"error":{"message":"This model's maximum context length is 100 tokens.","code":"context_length_exceeded"}}""")
            : ModelClientsTests.Answer(path, stream);
    }

    private Task<(int Code, string Output, string Error)> ChatAsync(string text, params (string Name, string Value)[] variables) => RunAsync(["chat", "--model", "openai/m", text], variables);

    private async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, params (string Name, string Value)[] variables)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), ("LURKBOT_OPENAI_BASE_URL", server.Address + "v1"), .. variables]);
        return await process.FinishAsync();
    }
}
