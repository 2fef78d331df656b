using System.Diagnostics;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A client library of npm in a process of its own, which eng/test.sh installs. It shows that the server speaks as the real one does.</summary>
internal sealed class TelegramClient : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task<string> errors;
    private int nextId;

    private TelegramClient(Process process)
    {
        this.process = process;
        errors = process.StandardError.ReadToEndAsync();
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
        await SendAsync(server, token, new JsonObject { ["method"] = method, ["params"] = parameters.DeepClone(), ["retries"] = retries });
        return await ReadAsync();
    }

    /// <summary>Downloads a file. Gives {status, text}.</summary>
    public async Task<JsonObject> DownloadAsync(BotApiServer server, string token, string path)
    {
        await SendAsync(server, token, new JsonObject { ["download"] = path });
        return await ReadAsync();
    }

    /// <summary>Begins to poll, until so many updates came. Each comes from <see cref="ReadAsync"/> as {update}, the end as {stopped} or an error.</summary>
    public Task ListenAsync(BotApiServer server, string token, int updates, params string[] allowed)
    {
        var options = new JsonObject();
        if (allowed.Length > 0)
            options["allowed_updates"] = new JsonArray([.. allowed.Select(name => (JsonNode)name)]);
        return SendAsync(server, token, new JsonObject { ["listen"] = updates, ["options"] = options });
    }

    /// <summary>The next thing that the library gave.</summary>
    public async Task<JsonObject> ReadAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await process.StandardOutput.ReadLineAsync(limit.Token);
        return JsonNode.Parse(line ?? throw new InvalidOperationException("The client ended: " + await errors))!.AsObject();
    }

    public async ValueTask DisposeAsync()
    {
        await process.KillAsync();
        await errors;
        process.Dispose();
    }

    private async Task SendAsync(BotApiServer server, string token, JsonObject command)
    {
        (command["id"], command["root"], command["token"]) = (++nextId, server.BaseUrl, token);
        await process.StandardInput.WriteLineAsync(command.ToJsonString());
        await process.StandardInput.FlushAsync();
    }
}
