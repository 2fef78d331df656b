using System.Diagnostics;
using System.Text.Json;
using LurkBot.Interop;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Models;

namespace LurkBot.Tests.Cli;

/// <summary>A home in which several processes of the program chat with one model, whose answers the test lets go.</summary>
internal sealed class ChatHome : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<Process> started = [];

    public static SessionKey Key { get; } = SessionKey.Parse("cli:default:main");

    public HeldModel Model { get; } = new();

    public string Path => folder.Path;

    /// <summary>The session file.</summary>
    public string Document => System.IO.Path.Combine(Path, "sessions", "cli_default_main.json");

    /// <summary>Where the session's tools work.</summary>
    public string Workspace => System.IO.Path.Combine(Path, "workspaces", "cli_default_main");

    public FileSessionStore Store => new(Path, TimeProvider.System);

    private (string Name, string Value)[] Variables =>
    [
        ("LURKBOT_HOME", Path), ("LURKBOT_OPENAI_BASE_URL", Model.Address + "v1"), ("LURKBOT_OPENAI_API_KEY", "k"),
        ("LURKBOT_DEFAULT_MODEL", "openai/m"), ("LURKBOT_TOOL_ASK", "none"),
    ];

    public void Dispose()
    {
        Stop();
        started.ForEach(static process => process.Dispose());
        Model.Dispose();
        folder.Dispose();
    }

    /// <summary>Ends all that still runs.</summary>
    public void Stop()
    {
        foreach (var process in started.Where(static process => !process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }
    }

    /// <summary>Starts <c>lurkbot chat</c> with a message.</summary>
    public Process Start(string message, params (string Name, string Value)[] variables) => Start(["chat", message], variables);

    /// <summary>Starts the program.</summary>
    public Process Start(string[] arguments, params (string Name, string Value)[] variables)
    {
        var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [.. Variables, .. variables]);
        started.Add(process);
        return process;
    }

    /// <summary>Starts a chat that reads one question from its input.</summary>
    public Process StartWithInput(params (string Name, string Value)[] variables)
    {
        var process = ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, "chat"], [.. Variables, .. variables]);
        started.Add(process);
        return process;
    }

    /// <summary>Starts a gateway that listens on a socket in the home alone, and waits until it is ready.</summary>
    public async Task<Process> StartGatewayAsync(params (string Name, string Value)[] variables)
    {
        var gateway = Start(["gateway", "start"], [("LURKBOT_GATEWAY_LISTEN", $"unix:{System.IO.Path.Combine(Path, "run", "gateway.sock")}"), .. variables]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (await gateway.StandardOutput.ReadLineAsync(patience.Token) is { } line)
        {
            if (line.StartsWith("Ready.", StringComparison.Ordinal))
                return gateway;
        }

        Assert.Fail(await gateway.StandardError.ReadToEndAsync(patience.Token));
        return gateway;
    }

    /// <summary>Runs <c>lurkbot chat</c> with a message to its end.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(string message, params (string Name, string Value)[] variables) => Start(message, variables).FinishAsync();

    /// <summary>Starts a chat on a terminal.</summary>
    public PseudoTerminal Open(string arguments = "--plain", params (string Name, string Value)[] variables) => new($"chat {arguments}", [.. Variables, .. variables]);

    public StoredMessages Read() => StoredMessages.Read(Document);

    /// <summary>Waits until the session file says something.</summary>
    public async Task<StoredMessages> UntilAsync(Func<StoredMessages, bool> isSo)
    {
        StoredMessages? seen = null;
        await Poll.UntilAsync(() =>
        {
            try
            {
                seen = File.Exists(Document) ? Read() : null;
            }
            catch (JsonException)
            {
                // In the middle of a write.
                return false;
            }

            return seen is not null && isSo(seen);
        });
        return seen!;
    }

    /// <summary>Takes the session as a turn does; waits for one that is just ending.</summary>
    public async Task<(IStoredSession Session, TurnLease Lease)> TakeTurnAsync(string who = "Ann", SessionKey? key = null)
    {
        var session = await Store.OpenOrCreateAsync(key ?? Key, default);
        return (session, await session.TakeTurnAsync(new TurnLeaseRequest(who, TimeSpan.FromSeconds(30)), default));
    }

    /// <summary>Takes the lock under which the session file is written.</summary>
    public async Task<IDisposable> HoldAppendsAsync(SessionKey? key = null)
    {
        await using var session = await Store.OpenOrCreateAsync(key ?? Key, default);
        return await HoldAsync(System.IO.Path.Combine(Path, ".locks", session.Info.Id + ".append"));
    }

    /// <summary>Takes the lock under which the record of calls is written.</summary>
    public Task<FileLock> HoldToolLogAsync() => HoldAsync(System.IO.Path.Combine(Path, "logs", ".lock"));

    private static async Task<FileLock> HoldAsync(string path)
    {
        PrivateFolder.Create(System.IO.Path.GetDirectoryName(path)!);
        var held = new FileLock(path);
        await Poll.UntilAsync(held.TryTake);
        return held;
    }
}
