using System.Text;

namespace LurkBot.Tests.Cli;

/// <summary>What the program loads when it starts: the server's libraries are for the server.</summary>
public sealed class StartAssembliesTests : IDisposable
{
    private readonly ChatHome home = new();

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData(false, "sessions", "list")]
    [InlineData(false, "chat", "--model", "offline", "hello")]
    [InlineData(false, "gateway", "status")]
    [InlineData(false, "gateway", "logs")]
    [InlineData(true, "gateway", "start")]
    public async Task Start_Commands_LoadTheServersLibrariesOnlyForTheServer(bool isServer, params string[] command)
    {
        var trace = Path.Combine(home.Path, "trace");
        // The runtime writes down which assemblies it loads.
        var process = home.Start(command, ("DOTNET_EnableEventPipe", "1"), ("DOTNET_EventPipeConfig", "Microsoft-Windows-DotNETRuntime:0x8:4"), ("DOTNET_EventPipeOutputPath", trace), ("LURKBOT_GATEWAY_LISTEN", $"unix:{Path.Combine(home.Path, "run", "gateway.sock")}"));
        if (isServer)
        {
            while (await process.StandardOutput.ReadLineAsync() is { } line && !line.StartsWith("Ready.", StringComparison.Ordinal))
            {
            }

            await process.SignalAsync("TERM");
        }

        await process.FinishAsync();
        var loaded = Encoding.Unicode.GetString(await File.ReadAllBytesAsync(trace)) + Encoding.Unicode.GetString((await File.ReadAllBytesAsync(trace))[1..]);
        Assert.Contains("LurkBot.Core", loaded, StringComparison.Ordinal);
        foreach (var library in (string[])["Serilog, Version=", "OpenTelemetry, Version=", "Microsoft.AspNetCore.Server.Kestrel.Core, Version="])
            Assert.Equal(isServer, loaded.Contains(library, StringComparison.Ordinal));
    }
}
