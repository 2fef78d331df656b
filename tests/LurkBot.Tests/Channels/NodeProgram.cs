using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Client libraries of npm in a process of their own, which eng/test.sh installs: commands go in as lines of JSON, and what came of each comes out with its number.</summary>
internal sealed class NodeProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process process;
    private readonly Task<string> errors;
    private readonly Task pump;
    private readonly ConcurrentDictionary<int, Channel<JsonObject>> answers = new();
    private int nextId;

    /// <param name="library">The library that must be there.</param>
    /// <param name="script">The script, in eng/test-servers.</param>
    /// <param name="arguments">What it is given.</param>
    public NodeProgram(string library, string script, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Root, "eng", "test-servers");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", library)), "The test servers are not installed: run ./eng/test.sh");
        process = ChildProcess.StartWithInput("node", [Path.Combine(folder, script), .. arguments]);
        errors = process.StandardError.ReadToEndAsync();
        pump = PumpAsync();
    }

    /// <summary>Gives a command.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> SendAsync(JsonObject command)
    {
        var id = Interlocked.Increment(ref nextId);
        command["id"] = id;
        await process.StandardInput.WriteLineAsync(command.ToJsonString());
        await process.StandardInput.FlushAsync();
        return id;
    }

    /// <summary>The next thing that came of a command.</summary>
    public async Task<JsonObject> ReadAsync(int command)
    {
        using var limit = new CancellationTokenSource(Patience);
        return await Of(command).Reader.ReadAsync(limit.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await process.KillAsync();
        await pump;
        await errors;
        process.Dispose();
    }

    private Channel<JsonObject> Of(int command) => answers.GetOrAdd(command, _ => Channel.CreateUnbounded<JsonObject>());

    private async Task PumpAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonNode.Parse(line)!.AsObject();
            var command = (int)answer["id"]!;
            answer.Remove("id");
            Of(command).Writer.TryWrite(answer);
        }
    }
}
