using System.Text.Json.Nodes;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Messages in a history that are not as Slack's documentation says: each is its own fault alone.</summary>
public sealed class SlackOddHistoryTests
{
    private static IEnumerable<string> Said(SlackChannelStage stage) => stage.Inbox.Events.OfType<PlatformEvent.Message>().Select(message => message.Text);

    [Theory]
    [InlineData("attachments", "[null]", true)]
    [InlineData("files", "\"x\"", true)]
    [InlineData("files", "[null]", true)]
    [InlineData("edited", "5", true)]
    [InlineData("ts", "null", true)]
    [InlineData("ts", "5", true)]
    [InlineData("user", "\"not an id\"", true)]
    [InlineData("text", "7", false)]
    [InlineData("user", "null", false)]
    public async Task History_OddMessageAmongOthers_TakesTheOthers(string field, string value, bool isUnreadable)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Say(stage.World.Im, stage.World.Ada, "before");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes is [{ IsAcknowledged: true }]);
        await stage.Server.GoOfflineAsync();
        await stage.UntilAsync("unreachable");
        stage.Server.Say(stage.World.Im, stage.World.Ada, "one");
        var odd = stage.Server.Say(stage.World.Im, stage.World.Ada, "odd");
        odd.Spoil = json => json[field] = JsonNode.Parse(value);
        stage.Server.Say(stage.World.Im, stage.World.Ada, "two");
        await stage.Server.ComeOnlineAsync();
        await stage.Inbox.UntilAsync(() => Said(stage).Contains("one") && Said(stage).Contains("two"));
        await stage.Inbox.UntilAsync(() => !isUnreadable || stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Any());
        stage.Server.Say(stage.World.Im, stage.World.Ada, "after");
        await stage.Inbox.UntilAsync(() => Said(stage).Contains("after"));
        var kept = stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().DistinctBy(one => one.Source).ToList();
        Assert.Equal(isUnreadable ? 1 : 0, kept.Count);
        Assert.All(kept, one => Assert.Contains($"\"{field}\":", one.Raw, StringComparison.Ordinal));
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains("not acknowledged", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("internal_error")]
    [InlineData("missing_scope")]
    public async Task History_ThatCannotBeRead_IsNamedUntilItCan_AndHoldsUpNoOther(string error)
    {
        await using var stage = await (await SlackChannelStage.StartAsync()).ListenAsync();
        stage.Server.Say(stage.World.Im, stage.World.Ada, "before");
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes is [{ IsAcknowledged: true }]);
        await stage.Server.GoOfflineAsync();
        await stage.UntilAsync("unreachable");
        var fault = stage.Server.Fail("conversations.history", FaultKind.Refuse, int.MaxValue, new SlackException(error));
        await stage.Server.ComeOnlineAsync();
        await Poll.UntilAsync(() => stage.Channel.Health.Detail?.Contains($"What was said in the direct chat {stage.World.Im.Id} while nothing was heard could not be read ({error}", StringComparison.Ordinal) is true);
        Assert.Equal("connected", stage.Channel.Health.State);
        Assert.Contains($"in the channel {stage.World.General.Id} while", stage.Channel.Health.Detail, StringComparison.Ordinal);

        // A history that is read ends it.
        fault.Times = 0;
        await stage.Server.GoOfflineAsync();
        await stage.UntilAsync("unreachable");
        await stage.Server.ComeOnlineAsync();
        await stage.UntilAsync("connected");
        await Poll.UntilAsync(() => stage.Channel.Health.Detail is null);
    }

    [Fact]
    public async Task Thread_WhoseBeginningIsOdd_KeepsItsAnswers()
    {
        await using var stage = await SlackChannelStage.StartAsync();
        var root = stage.Server.Say(stage.World.General, stage.World.Bob, "a topic");
        root.Spoil = json => json["files"] = new JsonArray((JsonNode?)null);
        await stage.ListenAsync();
        stage.Server.Say(stage.World.General, stage.World.Ada, "@lurkbot what of this?", root);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Message>().Any(message => message.IsForUs && message.Chat.Target.Thread == root.Ts));
        Assert.Empty(stage.Inbox.Events.OfType<PlatformEvent.Unreadable>());
    }
}
