using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Turns;

/// <summary>Errors, restarts, timeouts and older versions: the conversation is the same afterwards, and the model still sees it.</summary>
public sealed class NothingResetsTests : IDisposable
{
    private const string Told = "The garage code is 4711";

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 30, 10, 0, 0, TimeSpan.Zero));

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Invariant03_ErrorsRestartsAndYearsOfRest_DropAndRotateNothing()
    {
        await SayAsync(new ScriptedModel(), Told);
        var before = await InfoAsync();
        foreach (var failure in Enum.GetValues<ModelFailure>())
        {
            // Each in a process of its own, which leaves what it leaves.
            await SayAsync(new ScriptedModel((_, _, _) => Failing(failure)), $"fails by {failure}");
        }

        using (var process = Start(new ScriptedModel(), session => new FullDisk(session, () => false)))
            await Assert.ThrowsAsync<LurkBotException>(() => process.SayAsync("there is no room for this"));
        var states = new List<SessionState>();
        for (var i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromDays(300));
            var store = new FileSessionStore(home.Path, time);
            var sweeper = new SessionSweeper(store, new SweepOptions(), time);
            foreach (var step in await sweeper.PlanAsync(default))
                Assert.True(await sweeper.RunAsync(step, default));
            states.Add((await InfoAsync()).State);
        }

        Assert.Equal(SessionState.Archived, states[^1]);
        var model = new ScriptedModel();
        await SayAsync(model, "What did I tell you?");
        Assert.Contains(Told, model.Last, StringComparison.Ordinal);
        Assert.Contains("What did I tell you?", model.Last, StringComparison.Ordinal);
        var after = await InfoAsync();
        Assert.Equal((before.Id, before.CreatedAt, SessionState.Active), (after.Id, after.CreatedAt, after.State));
        using var last = Start(new ScriptedModel());
        var entries = await last.ReadAsync();
        Assert.Equal(Enumerable.Range(1, entries.Count).Select(id => (long)id), entries.Select(entry => entry.Id));
        Assert.DoesNotContain(entries, entry => entry is ClearEntry or UndoEntry or SummaryEntry);
        Assert.All(entries.OfType<StateEntry>(), entry => Assert.True(entry.Actor is { Length: > 0 } && entry.Reason is { Length: > 0 }));
        Assert.Equal(TurnState.Empty, await last.StateAsync());
    }

    [Fact]
    public async Task Invariant03_SweepThatIsOvertakenByAMessage_LeavesTheSessionActive()
    {
        await SayAsync(new ScriptedModel(), Told);
        time.Advance(TimeSpan.FromDays(90));
        var sweeper = new SessionSweeper(new FileSessionStore(home.Path, time), new SweepOptions(), time);
        var plan = await sweeper.PlanAsync(default);
        Assert.NotEmpty(plan);
        await SayAsync(new ScriptedModel(), "I am back");
        foreach (var step in plan)
            Assert.False(await sweeper.RunAsync(step, default));
        Assert.Equal(SessionState.Active, (await InfoAsync()).State);
    }

    [Theory]
    [InlineData("""{"key":"cli:p:main","type":"main","channel":"cli","chat_id":"p","created_at":"2026-01-01T10:00:00Z","format":1,"id":"0198c0de-0000-7000-8000-000000000001","messages":[{"id":1,"turn":1,"role":"user","content":"The garage code is 4711"},{"id":2,"turn":1,"role":"assistant","content":"Noted."}],"updated_at":"2026-01-01T10:00:00Z","state":"active","message_count":2,"metadata":{"tools_used":[]}}""", true)]
    [InlineData("""{"key": "cli:p:main", "messages": [{"role": "user", "content": "The garage code is 4711"}]}""", false)]
    public async Task Invariant03_DocumentOfAnotherVersion_GoesOnWhereItWas(string document, bool isLines)
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "sessions"));
        if (isLines)
            document = document.Replace("\"messages\":[", "\"messages\":[\n", StringComparison.Ordinal).Replace("},{", "},\n{", StringComparison.Ordinal).Replace("],\"updated_at\"", "\n],\"updated_at\"", StringComparison.Ordinal) + "\n";
        await File.WriteAllTextAsync(Path.Combine(home.Path, "sessions", "cli_p_main.json"), document);
        var before = await InfoAsync();
        var model = new ScriptedModel();
        await SayAsync(model, "What did I tell you?");
        Assert.Contains(Told, model.Last, StringComparison.Ordinal);
        Assert.Equal(before.Id, (await InfoAsync()).Id);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> Failing(ModelFailure failure)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "");
        throw new ModelException(failure, "It failed.");
    }

    private TestProcess Start(ScriptedModel model, Func<IStoredSession, IStoredSession>? wrap = null) => new(home.Path, model, time: time) { Wrap = wrap ?? (session => session) };

    private async Task SayAsync(ScriptedModel model, string text)
    {
        using var process = Start(model);
        await process.SayAsync(text);
    }

    private async Task<SessionInfo> InfoAsync() => Assert.Single((await new FileSessionStore(home.Path, time).ListAsync(default)).Sessions);
}
