using System.Text.Json.Nodes;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>Messages in the history that are not as Discord's documentation says: each is its own fault alone.</summary>
public sealed class DiscordOddHistoryTests
{
    [Theory]
    [InlineData("attachments", """[{"id":"1","filename":"a","size":1,"url":"http://127.0.0.1/a"},null,{}]""", true)]
    [InlineData("attachments", "[null]", true)]
    [InlineData("mention_roles", "[null]", true)]
    [InlineData("mentions", "[null]", false)]
    [InlineData("sticker_items", "[null]", true)]
    [InlineData("edited_timestamp", "5", true)]
    [InlineData("content", "7", true)]
    [InlineData("author", """{"id":[]}""", true)]
    [InlineData("id", "\"x\"", true)]
    [InlineData("id", "null", true)]
    [InlineData("id", "", true)]
    [InlineData("author", "null", false)]
    [InlineData("timestamp", "5", false)]
    [InlineData("embeds", "\"q\"", false)]
    public async Task CatchUp_OddMessageAmongOthers_TakesTheOthers(string field, string value, bool isUnreadable)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        await stage.StopAsync();
        stage.Gateway.RefusedResumes = (1, false);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "one");
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "odd").Spoil = json => _ = value.Length == 0 ? json.Remove(field) : (json[field] = JsonNode.Parse(value)) is null;
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "two");
        await stage.RestartAsync();
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("one") && stage.Heard.Contains("two"));
        await stage.HearAsync("after");
        var kept = stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().ToList();
        Assert.Equal(isUnreadable ? 1 : 0, kept.Count);
        Assert.All(kept, one => Assert.Contains($"\"{field}\":", one.Raw, StringComparison.Ordinal));
        Assert.Null(stage.Channel.Health.Detail);
        Assert.DoesNotContain(stage.Log.Lines, line => line.Contains("not passed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CatchUp_TwiceOverAnOddMessage_KeepsItAsTheSame()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        await stage.StopAsync();
        stage.Gateway.RefusedResumes = (1, false);
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "odd").Spoil = json => json["attachments"] = new JsonArray((JsonNode?)null);
        await stage.RestartAsync();
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Any());
        await stage.HearAsync("between");
        stage.Gateway.Invalidate(false);
        await stage.Inbox.UntilAsync(() => stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Count() == 2);
        Assert.Single(stage.Inbox.Events.OfType<PlatformEvent.Unreadable>().Select(one => one.Source).Distinct());
    }

    [Theory]
    [InlineData(500)]
    [InlineData(403)]
    public async Task CatchUp_OneChannelThatCannotBeRead_IsNamedAndHoldsUpNoOther(int status)
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        await stage.HearAsync("before");
        stage.Server.Say(stage.World.General, stage.World.Ada, $"{stage.World.Bot.Account.Mention} before");
        await stage.Inbox.UntilAsync(() => stage.Heard.Count == 2);
        await stage.StopAsync();
        stage.Gateway.RefusedResumes = (1, false);
        stage.Server.Say(stage.World.General, stage.World.Ada, $"{stage.World.Bot.Account.Mention} lost");
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "one");
        var refusal = status == 403 ? new RestRefusal(403, 50001, "Missing Access") : new RestRefusal(500, 0, "500: Internal Server Error");
        // The older channel is asked for first.
        var fault = stage.Server.Fail("GET /channels/{channel}/messages", FaultKind.Refuse, int.MaxValue, refusal, path: $"/channels/{stage.World.General.Id}/messages");
        await stage.RestartAsync();
        stage.Listen();
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("one"));
        await stage.HearAsync("after");
        await Poll.UntilAsync(() => stage.Channel.Health.Detail?.StartsWith($"What was said in #general ({stage.World.General.Id}) while LurkBot was away could not be read: ", StringComparison.Ordinal) is true);
        Assert.Equal("connected", stage.Channel.Health.State);
        Assert.Contains(status == 403 ? "Missing Access" : "500", stage.Channel.Health.Detail, StringComparison.Ordinal);

        // Once it can be read, nothing is said any more.
        fault.Times = 0;
        stage.Gateway.Invalidate(false);
        await Poll.UntilAsync(() => stage.Channel.Health.Detail is null);
    }

    [Fact]
    public async Task Failure_ThatNoOneForesaw_IsASentenceWithoutTheProgramsOwnText()
    {
        await using var stage = await DiscordChannelStage.StartAsync();
        await stage.ListenAsync();
        var fails = true;
        stage.Inbox.Before = (_, _) => fails ? throw new InvalidOperationException("Object reference, and so on.") : Task.CompletedTask;
        stage.Server.Say(stage.World.Direct, stage.World.Ada, "one");
        await Poll.UntilAsync(() => stage.Channel.Health.Detail is not null);
        Assert.Equal("What Discord told could not be taken, because of something unexpected. It is tried again; the log says more.", stage.Channel.Health.Detail);
        fails = false;
        await stage.Inbox.UntilAsync(() => stage.Heard.Contains("one"));
    }

    [Theory]
    [InlineData("""{"id":"5","channels":[null,{"id":"7","type":0},{"id":[]}],"threads":"x","roles":[null,{"id":"8"}]}""")]
    [InlineData("""{"id":"5","channels":[{"id":"7","type":0,"recipients":[null]},7],"threads":[null],"roles":["q",{"id":"8"}]}""")]
    public void Server_WithOddChannels_KeepsTheOthers(string json)
    {
        var guild = System.Text.Json.JsonSerializer.Deserialize(json, LurkBot.Channels.Wire.DiscordJson.Default.DiscordGuild)!;
        Assert.Equal("7", Assert.Single(guild.Channels!).Id.ToString());
        Assert.Equal("8", Assert.Single(guild.Roles!).Id.ToString());
        Assert.Empty(guild.Threads ?? []);
    }
}
