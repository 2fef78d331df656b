using System.Diagnostics;
using LurkBot.Doors;

namespace LurkBot.Tests.Channels;

/// <summary>A home whose program talks to a Bot API server of the test.</summary>
internal sealed class SetupHome : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private SetupHome(BotApiStage stage) => Stage = stage;

    public BotApiStage Stage { get; }

    public string Path => folder.Path;

    public string DotEnv => System.IO.Path.Combine(Path, ".env");

    public (string Name, string Value)[] Variables =>
    [
        ("LURKBOT_HOME", Path), ("LURKBOT_TELEGRAM__BASE_URL", Stage.Server.BaseUrl), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:9"),
        ("LURKBOT_GATEWAY_LISTEN", $"unix:{System.IO.Path.Combine(Path, "run", "gateway.sock")}"),
    ];

    public static async Task<SetupHome> StartAsync() => new(await BotApiStage.StartAsync());

    /// <summary>Sets a bot up, as <c>channels add</c> writes it.</summary>
    public SetupHome With(params string[] lines)
    {
        File.WriteAllLines(DotEnv, [$"LURKBOT_TELEGRAM__BOT_TOKEN={BotApiStage.Token}", .. lines]);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(DotEnv, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return this;
    }

    /// <summary>Runs the program.</summary>
    public Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) => Start(arguments).FinishAsync();

    /// <summary>Runs the program with something on its input.</summary>
    public async Task<(int Code, string Output, string Error)> RunWithAsync(string input, params string[] arguments)
    {
        using var process = Start(arguments);
        await process.StandardInput.WriteAsync(input);
        return await process.FinishAsync();
    }

    /// <summary>Starts the gateway in the background.</summary>
    public async Task StartGatewayAsync()
    {
        var (code, output, error) = await RunAsync("gateway", "start", "--daemon");
        Assert.True(code == 0, output + error);
    }

    public async ValueTask DisposeAsync()
    {
        if (GatewayRecord.IsLocked(Path))
            await RunAsync("gateway", "stop");
        using (var gateway = GatewayRecord.Find(Path) is { Stopped: null } record ? record.FindProcess() : null)
            gateway?.Kill();
        await Stage.DisposeAsync();
        folder.Dispose();
    }

    private Process Start(string[] arguments) => ChildProcess.StartWithInput("dotnet", [ChildProcess.LurkBot, .. arguments], Variables);
}
