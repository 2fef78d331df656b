using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Storage;

/// <summary>A session of many turns, each of one message: one after the other, or each message accepted while the turn before it runs.</summary>
/// <param name="overlaps">Whether messages come while turns run.</param>
internal sealed class BusySession(bool overlaps)
{
    private static readonly string[] People = ["ada", "bob", "cem"];

    private readonly Queue<long> waiting = new();
    private int accepted;

    /// <summary>How contexts are cut.</summary>
    public static ContextSettings Settings { get; } = new() { MaxTokens = 1500 };

    /// <summary>The session.</summary>
    public IStoredSession Session { get; } = new MemorySessionStore(new FakeTimeProvider(Moment)).OpenOrCreateAsync(SessionKey.Parse("cli:busy:main"), default).AsTask().GetAwaiter().GetResult();

    /// <summary>Called before each call to the model.</summary>
    public Action<IReadOnlyList<Entry>, ContextView> OnCall { get; init; } = (_, _) => { };

    /// <summary>Called after each turn; a message waits then when messages overlap.</summary>
    public Func<int, Task> OnTurn { get; init; } = _ => Task.CompletedTask;

    private static DateTimeOffset Moment { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The person who asked a question.</summary>
    public static string PersonOf(int turn) => People[turn % People.Length];

    /// <summary>A text without the numbers of entries.</summary>
    public static string WithoutIds(string text) => string.Join('#', text.Split('#').Select((part, index) => index == 0 ? part : part.TrimStart("0123456789".ToCharArray())));

    /// <summary>All entries.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync() => await Session.ReadAllAsync(default);

    /// <summary>Lives through turns.</summary>
    /// <param name="turns">How many.</param>
    /// <param name="isLast">Whether no message waits after them.</param>
    public async Task LiveAsync(int turns, bool isLast = true)
    {
        var end = accepted - waiting.Count + turns;
        for (var turn = end - turns; turn < end; turn++)
        {
            if (waiting.Count == 0)
                await AcceptAsync();
            await TurnAsync(turn, waiting.Dequeue(), overlaps && !(isLast && turn == end - 1));
            await OnTurn(turn);
        }
    }

    private async Task TurnAsync(int turn, long question, bool acceptsNext)
    {
        var first = await CallAsync(question);
        if (acceptsNext && turn % 2 == 0)
            await AcceptAsync();
        if (turn % 3 == 0)
        {
            await AppendAsync(new AssistantEntry { Turn = question, Content = $"step {turn}", ToolCalls = [new ToolCall($"c{turn}", "bash", "{}")], Context = first, Heard = [question] });
            if (acceptsNext && turn % 2 == 1)
                await AcceptAsync();
            await AppendAsync(new ToolEntry { Turn = question, ToolCallId = $"c{turn}", Name = "bash", Content = $"result {turn} {new string('z', 80)}" });
            var second = await CallAsync(question);
            await AppendAsync(new AssistantEntry { Turn = question, Content = $"answer {turn} {new string('a', 60)}", Context = second, Answers = [question], Usage = new Usage(100, 10, 0) });
            return;
        }

        if (acceptsNext && turn % 2 == 1)
            await AcceptAsync();
        await AppendAsync(new AssistantEntry { Turn = question, Content = $"answer {turn} {new string('a', 60)}", Context = first, Heard = [question], Answers = [question], Usage = new Usage(100, 10, 0) });
    }

    private async Task<ContextRecord> CallAsync(long question)
    {
        var entries = await ReadAsync();
        var view = ContextBuilder.Build(entries, Settings with { Asked = [question] });
        OnCall(entries, view);
        return view.Record;
    }

    private async Task AcceptAsync()
    {
        var person = PersonOf(accepted);
        waiting.Enqueue(await AppendAsync(new UserEntry { Content = $"question {accepted} {new string('q', 40)}", Accepted = "home", Sender = new Sender(person, person, Trust.Full) }));
        accepted++;
    }

    private async Task<long> AppendAsync(Entry entry) => (await Session.AppendAsync([entry with { At = Moment }], default))[0].Id;
}
