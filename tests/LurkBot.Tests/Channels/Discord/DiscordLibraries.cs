using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>discord.js, @discordjs/rest and @discordjs/ws in a process of their own, which eng/test.sh installs. They show that the server speaks as the real one does.</summary>
public sealed class DiscordLibraries : IAsyncDisposable
{
    private readonly NodeProgram program = new("discord.js", "discord/drive.mjs");

    /// <summary>Calls a route. Gives {result}, or {status, code, message, errors}, or {broken} for a failure below the API.</summary>
    internal async Task<JsonObject> CallAsync(DiscordServer server, string token, string route, JsonNode? body = null, JsonArray? files = null, JsonObject? headers = null, bool auth = true)
    {
        var command = new JsonObject { ["call"] = route, ["body"] = body?.DeepClone(), ["auth"] = auth };
        if (files is not null)
            command["files"] = files.DeepClone();
        if (headers is not null)
            command["headers"] = headers.DeepClone();
        return await ReadAsync(await SendAsync(server, token, command));
    }

    /// <summary>Downloads from a link. Gives {status, text}.</summary>
    internal async Task<JsonObject> DownloadAsync(DiscordServer server, string url) => await ReadAsync(await SendAsync(server, "", new JsonObject { ["download"] = url }));

    /// <summary>Connects to the gateway. What comes is read with <see cref="ReadAsync"/>: {event, s, d}, {connected}, {closed}, {error} or {broken}.</summary>
    /// <param name="server">The server.</param>
    /// <param name="token">The token of the bot.</param>
    /// <param name="library">discord.js or ws.</param>
    /// <param name="intents">The intents.</param>
    internal Task<int> ConnectAsync(DiscordServer server, string token, string library, int intents) =>
        SendAsync(server, token, new JsonObject { ["connect"] = library, ["intents"] = intents });

    internal async Task StopAsync(DiscordServer server, int connection) => await ReadAsync(await SendAsync(server, "", new JsonObject { ["stop"] = connection }));

    /// <summary>The next thing that a library gave for a command.</summary>
    internal Task<JsonObject> ReadAsync(int command) => program.ReadAsync(command);

    /// <summary>Reads until an event of this name; a failure of the library fails the test.</summary>
    internal async Task<JsonObject> ReadEventAsync(int connection, string name)
    {
        while (true)
        {
            var line = await ReadAsync(connection);
            Assert.True(line["error"] is null && line["broken"] is null, line.ToJsonString());
            if ((string?)line["event"] == name)
                return line;
        }
    }

    /// <summary>Reads until a line has this field.</summary>
    internal async Task<JsonObject> ReadFieldAsync(int connection, string field)
    {
        while (true)
        {
            var line = await ReadAsync(connection);
            if (line.ContainsKey(field))
                return line;
        }
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();

    private Task<int> SendAsync(DiscordServer server, string token, JsonObject command)
    {
        (command["root"], command["token"]) = (server.BaseUrl, token);
        return program.SendAsync(command);
    }
}
