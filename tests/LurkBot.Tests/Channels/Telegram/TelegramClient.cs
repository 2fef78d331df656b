using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A client library of npm in a process of its own, which eng/test.sh installs. It shows that the server speaks as the real one does.</summary>
internal sealed class TelegramClient : IAsyncDisposable
{
    private readonly NodeProgram program;

    private TelegramClient(NodeProgram program) => this.program = program;

    /// <param name="library">grammy or node-telegram-bot-api.</param>
    public static TelegramClient Start(string library) => new(new NodeProgram(library, "telegram/drive.mjs", library));

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
    public Task<JsonObject> ReadAsync(int command) => program.ReadAsync(command);

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private Task<int> SendAsync(BotApiServer server, string token, JsonObject command)
    {
        (command["root"], command["token"]) = (server.BaseUrl, token);
        return program.SendAsync(command);
    }
}
