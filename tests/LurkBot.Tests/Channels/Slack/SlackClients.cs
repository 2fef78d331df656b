using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>Slack's own client libraries of npm in a process of its own, which eng/test.sh installs. They show that the server speaks as the real one does.</summary>
public sealed class SlackClients : IAsyncDisposable
{
    private readonly NodeProgram program = new(Path.Combine("@slack", "bolt"), "slack/drive.mjs");

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
    internal Task<JsonObject> ReadAsync(int command) => program.ReadAsync(command);

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

    internal Task<int> SendAsync(SlackServer server, JsonObject command)
    {
        command["api"] = server.ApiUrl;
        return program.SendAsync(command);
    }

    public ValueTask DisposeAsync() => program.DisposeAsync();
}
