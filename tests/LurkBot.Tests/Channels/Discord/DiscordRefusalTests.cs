using System.Text.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What the REST API refuses, as @discordjs/rest gets it.</summary>
public sealed class DiscordRefusalTests(DiscordLibraries libraries) : IClassFixture<DiscordLibraries>
{
    public static TheoryData<string> Names => [.. DiscordRefusals.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Call_ThatTheRealServerRefuses_IsRefusedInItsWords(string name)
    {
        var refusal = DiscordRefusals.All[name];
        await using var stage = await DiscordStage.StartAsync();
        var route = refusal.Route(stage);
        var answer = await libraries.CallAsync(stage.Server, refusal.Token, route, refusal.Body is null ? null : JsonSerializer.SerializeToNode(refusal.Body(stage)), refusal.Files);
        var text = answer["errors"] is JsonObject errors ? string.Join(", ", Fields(errors, "")) : (string?)answer["message"];
        Assert.Equal(((int?)refusal.Status, (int?)refusal.Code, refusal.Text), ((int?)answer["status"], (int?)answer["code"], text));
        Assert.Equal(refusal.IsProblem, stage.Server.Problems.Count > 0);
        stage.Server.Problems.Clear();
        Assert.Equal(refusal.Status is 401 or 403 ? 1 : 0, stage.Server.Limits.Invalid);
    }

    private static IEnumerable<string> Fields(JsonObject errors, string path) => errors.SelectMany(pair => pair.Key == "_errors"
        ? pair.Value!.AsArray().Select(error => $"{path}: {(string?)error!["code"]}")
        : Fields(pair.Value!.AsObject(), path.Length == 0 ? pair.Key : $"{path}.{pair.Key}"));
}
