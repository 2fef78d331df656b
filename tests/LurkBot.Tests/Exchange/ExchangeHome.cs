using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Planning;
using LurkBot.Schedules;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Subagents;
using LurkBot.Tests.Operations;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Exchange;

/// <summary>A home whose sessions may reach each other, without platforms.</summary>
internal sealed class ExchangeHome : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestAssistant shared;

    /// <param name="model">Gets what the session's newest request says, and replies.</param>
    /// <param name="time">The clock; null for the machine's.</param>
    /// <param name="telemetry">Hears spans; null for no one.</param>
    /// <param name="onDisk">Whether sessions are files, as in a real home.</param>
    public ExchangeHome(Func<IReadOnlyList<ChatMessage>, int, IAsyncEnumerable<ChatResponseUpdate>> model, TimeProvider? time = null, LurkBotTelemetry? telemetry = null, bool onDisk = false)
        : this(new ScriptedModel((messages, number, _) => model(messages, number)), time, telemetry, onDisk)
    {
    }

    /// <param name="model">Gets what the session's newest request says, and what stops it, and replies.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onDisk">Whether sessions are files, as in a real home.</param>
    public ExchangeHome(Func<IReadOnlyList<ChatMessage>, CancellationToken, IAsyncEnumerable<ChatResponseUpdate>> model, TimeProvider time, bool onDisk)
        : this(new ScriptedModel((messages, _, cancellation) => model(messages, cancellation)), time, telemetry: null, onDisk)
    {
    }

    private ExchangeHome(ScriptedModel model, TimeProvider? time, LurkBotTelemetry? telemetry, bool onDisk)
    {
        Model = model;
        shared = new TestAssistant(time ?? TimeProvider.System, folder.Path, Schedules, onDisk ? new FileSessionStore(folder.Path, time ?? TimeProvider.System) : null) { Model = Model, Secrets = ["the-owners-key-1234"] };
        Assistant = new Assistant(Services, new SessionRunnerOptions { Serves = _ => true }, new SessionHubOptions(), compactsInBackground: false, telemetry: telemetry);
        Exchange = SessionExchange.Attach(Services, Assistant);
        SubagentDesk.Attach(Services, Assistant, new SubagentFolder(Services.Options.Home).Read);
    }

    public ScriptedModel Model { get; }

    /// <summary>The schedules, which no loop runs.</summary>
    public ScheduleBook Schedules { get; } = new(home: null, CronosExpressions.Read, TimeProvider.System);

    public AssistantServices Services => shared.Services;

    public Assistant Assistant { get; }

    public SessionExchange Exchange { get; }

    public IRewritableStore Store => Services.Store;

    /// <summary>A call of a tool.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Call(string tool, params (string Name, object Value)[] arguments)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new FunctionCallContent("c" + Guid.NewGuid().ToString("N"), tool, arguments.ToDictionary(pair => pair.Name, pair => (object?)pair.Value, StringComparer.Ordinal))]);
    }

    /// <summary>Several calls of a tool in one response.</summary>
    public static async IAsyncEnumerable<ChatResponseUpdate> Calls(string tool, params (string Name, object Value)[][] calls)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [.. calls.Select(arguments => new FunctionCallContent("c" + Guid.NewGuid().ToString("N"), tool, arguments.ToDictionary(pair => pair.Name, pair => (object?)pair.Value, StringComparer.Ordinal)))]);
    }

    /// <summary>The result of the newest call of a request; null when it ends with something a person or session said.</summary>
    public static string? ResultIn(IReadOnlyList<ChatMessage> messages) => messages[^1].Contents.OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString();

    /// <summary>Says something, and gives what the turn said.</summary>
    public async Task<IReadOnlyList<TurnUpdate>> SayAsync(string key, string text, Sender? sender = null)
    {
        var message = new InboundMessage(SessionKey.Parse(key), text, sender ?? new Sender("owner", "Ada", Trust.Full), ReplyAddress.Cli);
        var id = await Assistant.AcceptAsync(message, DoorRequest.Default, default);
        var updates = new List<TurnUpdate>();
        await foreach (var update in Assistant.RunAsync(message.Key, id, DoorRequest.Default, TestContext.Current.CancellationToken))
            updates.Add(update);
        return updates;
    }

    /// <summary>What a turn replied.</summary>
    public async Task<string> AskAsync(string key, string text, Sender? sender = null) => (await SayAsync(key, text, sender)).OfType<TurnUpdate.Ended>().Last().Result.Reply;

    /// <summary>Keeps a message without an answer.</summary>
    public async Task KeepAsync(string key, string text, Sender? sender = null)
    {
        await using var session = await Store.OpenOrCreateAsync(SessionKey.Parse(key), default);
        await session.AppendAsync([new UserEntry { At = DateTimeOffset.UnixEpoch, Content = text, Sender = sender ?? new Sender("owner", "Ada", Trust.Full) }], default);
    }

    /// <summary>The entries of a session.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync(string key)
    {
        await using var session = await Store.OpenAsync(SessionKey.Parse(key), default);
        return session is null ? [] : await session.ReadAllAsync(default);
    }

    public async ValueTask DisposeAsync()
    {
        var ended = Assistant.DisposeAsync().AsTask();
        // What still answers messages waits on this clock too, between two looks.
        if (Services.Time is FakeTimeProvider clock)
        {
            await Poll.UntilAsync(() =>
            {
                clock.Advance(TimeSpan.FromMilliseconds(250));
                return ended.IsCompleted;
            });
        }

        await ended;
        Services.Dispose();
        folder.Dispose();
    }
}
