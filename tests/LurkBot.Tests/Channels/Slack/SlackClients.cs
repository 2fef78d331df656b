using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Slack's own client libraries of npm in a process of its own, which eng/test.sh installs. They show that the server speaks as the real one does.</summary>
public sealed class SlackClients : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;
    private readonly Task pump;
    private readonly ConcurrentDictionary<int, Channel<JsonObject>> answers = new();
    private int nextId;

    public SlackClients()
    {
        var folder = Path.Combine(Repository.Root, "eng", "test-servers");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", "@slack", "bolt")), "The test servers are not installed: run ./eng/test.sh");
        process = ChildProcess.StartWithInput("node", [Path.Combine(folder, "slack", "drive.mjs")]);
        errors = process.StandardError.ReadToEndAsync();
        pump = PumpAsync();
    }

    /// <summary>Calls a method with @slack/web-api. Gives {result}, or {error, extra, messages, retryAfter}, or {broken} for a failure below the API.</summary>
    internal Task<JsonObject> CallAsync(SlackServer server, string token, string method, JsonObject parameters) =>
        RunAsync(server, new JsonObject { ["token"] = token, ["method"] = method, ["params"] = parameters.DeepClone() });

    /// <summary>Runs one command of eng/test-servers/slack/drive.mjs and gives its first answer.</summary>
    internal async Task<JsonObject> RunAsync(SlackServer server, JsonObject command) => await ReadAsync(await SendAsync(server, command));

    /// <summary>Connects @slack/socket-mode until so many deliveries came.</summary>
    /// <returns>The number of the command.</returns>
    internal Task<int> ListenAsync(SlackServer server, string appToken, int deliveries, bool isSilent = false) =>
        SendAsync(server, new JsonObject { ["appToken"] = appToken, ["listen"] = deliveries, ["silent"] = isSilent });

    /// <summary>The next thing that a library gave for a command.</summary>
    internal async Task<JsonObject> ReadAsync(int command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        return await Of(command).Reader.ReadAsync(limit.Token);
    }

    /// <summary>Reads until something with this field comes.</summary>
    internal async Task<JsonObject> ReadAsync(int command, string field)
    {
        while (true)
        {
            var answer = await ReadAsync(command);
            if (answer[field] is not null)
                return answer;
            Assert.False(answer.ContainsKey("error") || answer.ContainsKey("broken") || answer.ContainsKey("failed"), answer.ToJsonString());
        }
    }

    internal async Task<int> SendAsync(SlackServer server, JsonObject command)
    {
        var id = Interlocked.Increment(ref nextId);
        (command["id"], command["api"]) = (id, server.ApiUrl);
        await process.StandardInput.WriteLineAsync(command.ToJsonString());
        await process.StandardInput.FlushAsync();
        return id;
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
