using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>A client library of npm in a process of its own, which eng/test.sh installs. It shows that the server speaks as the real one does.</summary>
internal sealed class TelegramClient : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;
    private readonly Task pump;
    private readonly ConcurrentDictionary<int, Channel<JsonObject>> answers = new();
    private int nextId;

    private TelegramClient(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
        pump = PumpAsync();
    }

    /// <param name="library">grammy or node-telegram-bot-api.</param>
    public static TelegramClient Start(string library)
    {
        var folder = Path.Combine(Repository.Root, "eng", "test-servers");
        Assert.True(Directory.Exists(Path.Combine(folder, "node_modules", library)), "The test servers are not installed: run ./eng/test.sh");
        return new TelegramClient(ChildProcess.StartWithInput("node", [Path.Combine(folder, "telegram", "drive.mjs"), library]));
    }

    /// <summary>Calls a method. Gives {result}, or {error_code, description, parameters}, or {broken} for a failure below the API.</summary>
    public async Task<JsonObject> CallAsync(BotApiServer server, string token, string method, JsonObject parameters, bool retries = false)
    {
        return await ReadAsync(await SendAsync(server, token, new JsonObject { ["method"] = method, ["params"] = parameters.DeepClone(), ["retries"] = retries }));
    }

    /// <summary>Downloads a file. Gives {status, text}.</summary>
    public async Task<JsonObject> DownloadAsync(BotApiServer server, string token, string path)
    {
        return await ReadAsync(await SendAsync(server, token, new JsonObject { ["download"] = path }));
    }

    /// <summary>Begins to poll, until so many updates came. Each comes from <see cref="ReadAsync"/> as {update}, the end as {stopped} or an error.</summary>
    /// <returns>The number of the command.</returns>
    public Task<int> ListenAsync(BotApiServer server, string token, int updates, params string[] allowed)
    {
        var options = new JsonObject();
        if (allowed.Length > 0)
            options["allowed_updates"] = new JsonArray([.. allowed.Select(name => (JsonNode)name)]);
        return SendAsync(server, token, new JsonObject { ["listen"] = updates, ["options"] = options });
    }

    /// <summary>The next thing that the library gave for a command.</summary>
    public async Task<JsonObject> ReadAsync(int command)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
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

    private async Task<int> SendAsync(BotApiServer server, string token, JsonObject command)
    {
        var id = ++nextId;
        (command["id"], command["root"], command["token"]) = (id, server.BaseUrl, token);
        await process.StandardInput.WriteLineAsync(command.ToJsonString());
        await process.StandardInput.FlushAsync();
        return id;
    }
}
