using LurkBot.Entries;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Subagents;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Channels;

/// <summary>Subagents of a session on Discord: what they do shows in its chat, and the reply with their results takes its place.</summary>
public sealed class DiscordSubagentTests
{
    [Fact]
    public async Task Steps_OfASubagent_ShowInTheParentsChat_UntilTheReplyTakesTheirPlace()
    {
        await using var stage = await DiscordStage.StartAsync();
        var gate = new Gate();
        var model = new ScriptedModel((messages, _, _) => SubagentTests.Said(messages).EndsWith("look", StringComparison.Ordinal)
            ? ExchangeHome.ResultIn(messages) is null ? ExchangeHome.Call("sessions_list") : ScriptedModel.Held("Seven", gate, " files.", default)
            : ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text($"It says: {result.Split('\n')[^1]}") : ExchangeHome.Call("sessions_spawn", ("task", "look")));
        await using var home = new DiscordHome(stage, model);
        await home.StartAsync();
        stage.Server.Say(stage.Direct, stage.Ada, "Count the files");
        await gate.Reached;
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct) is [{ Content: { } preview }] && preview.Contains("[Using subagent: sessions_list tool]", StringComparison.Ordinal));
        gate.Open();
        await stage.Server.UntilAsync(() => stage.Server.Answers(stage.Direct) is [{ Content: "It says: Seven files." }]);
        var child = Assert.Single(await home.KeysAsync(), key => key.EndsWith(":subagent", StringComparison.Ordinal));
        Assert.Single((await home.ReadAsync(child)).OfType<ToolEntry>());
    }
}
