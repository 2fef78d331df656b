using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Subagents;

/// <summary>Subagents in one process: what they get, what comes back, and that each call has one result.</summary>
public sealed class SubagentTests
{
    private const string Parent = "cli:a:main";

    [Fact]
    public async Task Spawn_BringsTheResultBack_AndTheChildHasAnOrigin()
    {
        await using var home = new ExchangeHome((messages, _) => Said(messages).Contains("Find the port", StringComparison.Ordinal) ? ScriptedModel.Text("The port is 4711.")
            : ExchangeHome.ResultIn(messages) is { } result ? ScriptedModel.Text($"It says: {result}") : ExchangeHome.Call("sessions_spawn", ("task", "Find the port"), ("agent", "researcher")));
        var updates = await home.SayAsync(Parent, "Look it up");
        var child = Assert.Single(await ChildrenAsync(home));
        Assert.Equal($"It says: researcher ({child}) is done:\nThe port is 4711.", updates.OfType<TurnUpdate.Ended>().Single().Result.Reply);
        Assert.Empty(updates.OfType<TurnUpdate.ApprovalAsked>());
        var own = await home.ReadAsync(Parent);
        Assert.Single(own.OfType<ToolEntry>());
        var start = Assert.Single((await home.ReadAsync(child)).OfType<UserEntry>());
        Assert.Equal((SessionKey.Parse(Parent), "researcher", Trust.Full, 1), (MessageOrigin.TryParse(start.Origin)!.Sender, start.Door!.Subagent!.Name, start.Door.Subagent.Trust, start.Door.Subagent.Depth));
        Assert.Contains(home.Model.Requests, request => request.Any(message => message.Contains("[From Ada, id owner, sent by session cli:a:main]\nFind the port", StringComparison.Ordinal)));
        var plan = (await home.Assistant.ExplainAsync(SessionKey.Parse(child), default));
        Assert.Contains("the subagent researcher", plan.ToString(), StringComparison.Ordinal);
    }

    internal static string Said(IReadOnlyList<ChatMessage> messages) => messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    internal static async Task<IReadOnlyList<string>> ChildrenAsync(ExchangeHome home) =>
        [.. (await home.Store.ListAsync(default)).Sessions.Where(session => session.Key.Type is SessionType.Subagent).OrderBy(session => session.Id.Value).Select(session => session.Key.ToString())];
}
