using LurkBot.Entries;
using LurkBot.Models;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>A session on disk that talks over a wire: real store, real client, real socket.</summary>
internal sealed class WireConversation : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly string model;
    private readonly bool stream;
    private readonly IChatClient client;
    private readonly IStoredSession session;

    public WireConversation(ModelOptions options, string model, bool stream)
    {
        (this.model, this.stream) = (model, stream);
        client = new ModelClients(options, TimeProvider.System).Create(model);
        session = new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:wire:main"), default).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>What was shown of the replies.</summary>
    public string Shown { get; private set; } = "";

    /// <summary>The cities that the tool was asked about, in order.</summary>
    public List<string> Cities { get; } = [];

    public void Dispose()
    {
        client.Dispose();
        session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        home.Dispose();
    }

    /// <summary>Runs a turn.</summary>
    public Task<TurnResult> AskAsync(string text, params IReadOnlyList<FileContent> files) => new TestTurn(session, client, new SessionTurnOptions
    {
        Model = model,
        SystemPrompt = "You are a test.",
        Stream = stream,
        Tools = [AIFunctionFactory.Create(Weather, "weather")],
    }, TimeProvider.System).RunAsync(new UserEntry { Content = text }, files, piece => Shown += piece, default);

    /// <summary>The history.</summary>
    public async Task<IReadOnlyList<Entry>> ReadAsync() => await session.ReadAllAsync(default);

    private string Weather(string city)
    {
        Cities.Add(city);
        return city switch
        {
            "Atlantis" => throw new IOException("it is under water"),
            "Everywhere" => new string('w', 100_000),
            _ => "sunny in " + city,
        };
    }
}
