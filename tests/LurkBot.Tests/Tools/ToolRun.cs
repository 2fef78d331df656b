using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sandboxes;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tools;
using LurkBot.Turns;
using LurkBot.Web;
using LurkBot.Workspaces;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Tools;

/// <summary>Runs tools as a turn does: a model that calls them, a real session, a real workspace.</summary>
internal sealed class ToolRun : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly ToolEnvironment place;
    private readonly IStoredSession session;

    public ToolRun(Func<ISandbox>? sandbox = null, int timeout = 30, TimeProvider? time = null)
    {
        Directory.CreateDirectory(Path.Combine(home.Path, "workspaces"));
        place = new ToolEnvironment(Folder, home.Path, new WorkspaceOptions(), SandboxLimits.Of(new SandboxOptions { Timeout = TimeSpan.FromSeconds(timeout) }), isOwners: false, sandbox, time ?? TimeProvider.System);
        session = new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse("cli:t:main"), default).AsTask().GetAwaiter().GetResult();
    }

    public string Home => home.Path;

    public string Folder => Path.Combine(home.Path, "workspaces", "cli_t_main");

    /// <summary>Wraps each tool.</summary>
    public Func<AIFunction, AIFunction> Wrap { get; set; } = tool => new ValidatedFunction(tool);

    public void Dispose()
    {
        session.DisposeAsync().AsTask().GetAwaiter().GetResult();
        place.Dispose();
        home.Dispose();
    }

    public void Put(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, path))!);
        File.WriteAllText(Path.Combine(Folder, path), text);
    }

    public string Get(string path) => File.ReadAllText(Path.Combine(Folder, path));

    /// <summary>Has the model call one tool.</summary>
    /// <param name="tool">Its name.</param>
    /// <param name="arguments">Its arguments as JSON.</param>
    /// <param name="cancellationToken">Cancels the turn.</param>
    /// <returns>What the history keeps of the result.</returns>
    public async Task<ToolEntry> CallAsync(string tool, string arguments, CancellationToken cancellationToken = default)
    {
        var parsed = JsonDocument.Parse(arguments).RootElement.EnumerateObject().ToDictionary(property => property.Name, property => (object?)property.Value.Clone(), StringComparer.Ordinal);
        var calls = 0;
        var client = new OneCallClient(() => ++calls == 1 ? new FunctionCallContent("c" + Guid.NewGuid(), tool, parsed) : null);
        var tools = BuiltInTools.Create(place, ToolPolicy.DecideAll(new ToolRequest(SessionType.Main, Trust.Full) { IsSandboxed = place.IsSandboxed }), HtmlText.Read, new FileOutbox(0, session.PutBlobAsync), schedules: null, exchange: null, subagents: null, facts: null);
        var turn = new TestTurn(session, client, new SessionTurnOptions { Model = "m", SystemPrompt = "s", Stream = false, Tools = [.. tools.Select(Wrap)] }, TimeProvider.System);
        await turn.RunAsync(new UserEntry { Content = "go" }, null, cancellationToken);
        return (await session.ReadAllAsync(default)).OfType<ToolEntry>().Last();
    }

    private sealed class OneCallClient(Func<FunctionCallContent?> next) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, next() is { } call ? [call] : [new TextContent("done")])));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
