using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The server against client libraries that know the real one.</summary>
public sealed class BotApiServerTests(BotApiServerTests.Clients clients) : IClassFixture<BotApiServerTests.Clients>
{
    public static TheoryData<string, string> Refusals =>
        [.. BotApiRefusals.All.Keys.SelectMany(name => (TheoryDataRow<string, string>[])[(name, "grammy"), (name, "node-telegram-bot-api")])];

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Call_ThatTheRealServerRefuses_IsRefusedInItsWords(string name, string library)
    {
        var refusal = BotApiRefusals.All[name];
        await using var stage = await BotApiStage.StartAsync();
        var answer = await clients[library].CallAsync(stage.Server, refusal.Token, refusal.Method, ToJson(refusal.Parameters(stage)));
        var expected = new JsonObject
        {
            ["error_code"] = refusal.Code, ["description"] = refusal.Description, ["parameters"] = refusal.Extra is null ? new JsonObject() : ToJson(refusal.Extra),
        };
        answer.Remove("id");
        Assert.Equal(expected.ToJsonString(), answer.ToJsonString());
        Assert.Equal(refusal.IsProblem, stage.Server.Problems.Count > 0);
        stage.Server.Problems.Clear();
    }

    private static JsonObject ToJson(object value) => JsonSerializer.SerializeToNode(value)!.AsObject();

    /// <summary>One process per library for all tests.</summary>
    public sealed class Clients : IAsyncDisposable
    {
        private readonly Dictionary<string, TelegramClient> libraries = new(StringComparer.Ordinal)
        {
            ["grammy"] = TelegramClient.Start("grammy"),
            ["node-telegram-bot-api"] = TelegramClient.Start("node-telegram-bot-api"),
        };

        internal TelegramClient this[string library] => libraries[library];

        public async ValueTask DisposeAsync()
        {
            foreach (var library in libraries.Values)
                await library.DisposeAsync();
        }
    }
}
