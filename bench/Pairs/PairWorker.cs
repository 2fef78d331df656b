using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using LurkBot.Context;
using LurkBot.Sessions;
using Microsoft.Extensions.AI;
#if BASE
using LurkBot.Agents;
using LurkBot.History;
#else
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;
#endif

// One side of a comparison: reads the name of an operation from each line of the input, does it, and prints the microseconds that it took.
const int Entries = 2_000;
const int Sessions = 1_000;
var home = args[0];
var store = new FileSessionStore(home, TimeProvider.System);
var list = new FileSessionStore(Path.Combine(home, "list"), TimeProvider.System);
var append = await SeedAsync(store, "append");
var context = await SeedAsync(store, "context");
var turn = await SeedAsync(store, "turn");
for (var i = 0; i < Sessions; i++)
    await (await list.OpenOrCreateAsync(SessionKey.Create("cli", $"s{i}", SessionType.Main), default)).AppendAsync([new UserEntry { Content = "hello" }, new AssistantEntry { Content = "hi" }], default);
var options = new SessionTurnOptions { Model = "m", SystemPrompt = "You are a test." };
Console.WriteLine("ready");
while (Console.ReadLine() is { } operation)
{
    var start = Stopwatch.GetTimestamp();
    switch (operation)
    {
        case "append":
            await append.AppendAsync([new AssistantEntry { Content = new string('x', 300), Model = "m" }], default);
            break;
        case "context":
            var settings = new ContextSettings();
            ContextBuilder.Build(await ContextReader.ReadAsync(context, settings, default), settings);
            break;
        case "list":
            await list.ListAsync(default);
            break;
        case "turn":
#if BASE
            await new SessionTurn(turn, new Echo(), options, TimeProvider.System).RunAsync(new UserEntry { Content = "How are you?" }, null, default);
#else
            await new LurkBot.Tests.TestTurn(turn, new Echo(), options, TimeProvider.System).RunAsync(new UserEntry { Content = "How are you?" }, null, default);
#endif
            break;
    }

    Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMicroseconds.ToString("0.0", CultureInfo.InvariantCulture));
}

static async Task<IStoredSession> SeedAsync(FileSessionStore store, string name)
{
    var session = await store.OpenOrCreateAsync(SessionKey.Create("cli", name, SessionType.Main), default);
    var entries = new List<Entry>();
    for (var i = 0; i < Entries / 2; i++)
    {
        entries.Add(new UserEntry { Content = $"Question {i}: what about the {i % 97} bicycles in the yard of number {i % 31}?" });
        entries.Add(new AssistantEntry { Content = $"Answer {i}: there are {i % 97}, and the yard is open until {i % 24} h. " + new string('.', 120), Model = "m" });
    }

    await session.AppendAsync(entries, default);
    return session;
}

/// <summary>A model that costs nothing.</summary>
internal sealed class Echo : IChatClient
{
    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "Fine.")));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, "Fine.") { FinishReason = ChatFinishReason.Stop };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
        // It holds nothing.
    }
}
