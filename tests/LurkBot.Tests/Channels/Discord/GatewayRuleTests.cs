using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>What the gateway allows a client, and how it answers.</summary>
public sealed class GatewayRuleTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Theory]
    [InlineData("wrong", 46_593, 4004)]
    [InlineData(DiscordStage.Token, null, 4013)]
    [InlineData(DiscordStage.Token, 1 << 26, 4013)]
    [InlineData(DiscordStage.Token, 1 << 1, 4014)]
    [InlineData(DiscordStage.Token, 1 << 8, 4014)]
    public async Task Identify_Wrong_Closes(string token, int? intents, int code)
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var probe = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await probe.IdentifyAsync(token, intents);
        Assert.Equal(code, await probe.ReadCloseAsync());
    }

    [Fact]
    public async Task Identify_ContentSwitchedOff_Closes()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        stage.Bot.HasMessageContent = false;
        using var probe = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await probe.IdentifyAsync(DiscordStage.Token, DiscordStage.Intents);
        Assert.Equal(4014, await probe.ReadCloseAsync());
        Assert.Equal(999, stage.Bot.StartsLeft);
    }

    [Theory]
    [InlineData("""{"op":99,"d":null}""", 4001)]
    [InlineData("""{"op":1""", 4002)]
    [InlineData("""{"d":null}""", 4002)]
    [InlineData("""{"op":2,"d":{"token":"MTIz.stage.token","intents":1}}""", 4002)]
    [InlineData("""{"op":3,"d":{"status":"online"}}""", 4003)]
    [InlineData("""{"op":2,"d":{"token":"MTIz.stage.token","intents":1,"properties":{"os":"a","browser":"a","device":"a"},"x":"LONG"}}""", 4002)]
    public async Task Payload_Wrong_Closes(string text, int code)
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var probe = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await probe.SendTextAsync(text.Replace("LONG", new string('a', 4096), StringComparison.Ordinal));
        Assert.Equal(code, await probe.ReadCloseAsync());
        Assert.Single(stage.Server.Problems);
        stage.Server.Problems.Clear();
    }

    [Theory]
    [InlineData("v=9&encoding=json", 4012)]
    [InlineData("v=10&encoding=etf", 4002)]
    [InlineData("v=10&encoding=json&compress=zlib-stream", 4002)]
    public async Task Connect_OtherVersion_Closes(string query, int code)
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var probe = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address, query);
        Assert.Equal(code, await probe.ReadCloseAsync());
        stage.Server.Problems.Clear();
    }

    [Fact]
    public async Task Identify_Twice_Closes()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.IdentifyAsync(DiscordStage.Token, 1);
        Assert.Equal(4005, await probe.ReadCloseAsync());
        stage.Server.Problems.Clear();
    }

    [Fact]
    public async Task Identify_Again_WithinFiveSeconds_IsAnInvalidSession()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        stage.Server.Gateway.IdentifyInterval = TimeSpan.FromSeconds(5);
        var (first, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = first;
        using var second = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await second.ReadAsync(10);
        await second.IdentifyAsync(DiscordStage.Token, 1);
        Assert.False((bool)(await second.ReadAsync(9))["d"]!);
        time.Advance(TimeSpan.FromSeconds(5));
        await second.IdentifyAsync(DiscordStage.Token, 1);
        await second.ReadEventAsync("READY");
        Assert.Equal(998, stage.Bot.StartsLeft);
    }

    [Fact]
    public async Task Identify_BudgetUsedUp_ResetsTheToken()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        stage.Bot.StartsTotal = 2;
        for (var at = 0; at < 2; at++)
        {
            var (probe, _) = await GatewayProbe.StartAsync(stage);
            probe.Dispose();
        }

        using var last = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await last.IdentifyAsync(DiscordStage.Token, 1);
        Assert.Equal(4004, await last.ReadCloseAsync());
        Assert.True(stage.Bot.IsTokenReset);
        Assert.Single(stage.Server.Problems);
        stage.Server.Problems.Clear();
    }

    [Fact]
    public async Task Payloads_MoreThan120InAMinute_Close()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var probe = await GatewayProbe.ConnectAsync(stage.Server.Gateway.Address);
        await probe.ReadAsync(10);
        for (var at = 0; at < 120; at++)
        {
            await probe.SendAsync(1, null);
            await probe.ReadAsync(11);
        }

        time.Advance(TimeSpan.FromMinutes(1));
        await probe.SendAsync(1, null);
        await probe.ReadAsync(11);
        for (var at = 0; at < 120; at++)
            await probe.SendAsync(1, null);
        Assert.Equal(4008, await probe.ReadCloseAsync());
    }

    [Fact]
    public async Task Heartbeat_Late_EndsTheSession()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        for (var at = 0; at < 3; at++)
        {
            time.Advance(TimeSpan.FromMilliseconds(41_250));
            await probe.SendAsync(1, probe.Sequence);
            await probe.ReadAsync(11);
        }

        time.Advance(TimeSpan.FromMilliseconds(41_250 * 1.5));
        Assert.Equal(4009, await probe.ReadCloseAsync());
        using var again = await GatewayProbe.ResumeAsync(ready, probe.Sequence!.Value);
        Assert.False((bool)(await again.ReadAsync(9))["d"]!);
    }

    [Fact]
    public async Task Heartbeat_OfAnEventThatWasNot_IsAProblem()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        await probe.SendAsync(1, 99);
        await probe.ReadAsync(11);
        Assert.Single(stage.Server.Problems);
        stage.Server.Problems.Clear();
    }

    [Fact]
    public async Task Resume_AfterADrop_BringsWhatWasMissedInOrder()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        await probe.ReadEventAsync("GUILD_CREATE");
        stage.Server.Say(stage.General, stage.Ada, "one");
        var seen = (int)(await probe.ReadEventAsync("MESSAGE_CREATE"))["s"]!;
        stage.Server.Gateway.Drop();
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Online.Count == 0);
        probe.Dispose();
        stage.Server.Say(stage.General, stage.Ada, "two");
        stage.Server.Say(stage.Direct, stage.Ada, "three");
        time.Advance(TimeSpan.FromSeconds(60));

        using var again = await GatewayProbe.ResumeAsync(ready, seen);
        var (two, three) = (await again.ReadAsync(0), await again.ReadAsync(0));
        Assert.Equal(("two", seen + 1, "three", seen + 2), ((string?)two["d"]!["content"], (int)two["s"]!, (string?)three["d"]!["content"], (int)three["s"]!));
        Assert.Equal("RESUMED", (string?)(await again.ReadAsync(0))["t"]);
        stage.Server.Say(stage.General, stage.Ada, "four");
        Assert.Equal(seen + 4, (int)(await again.ReadEventAsync("MESSAGE_CREATE"))["s"]!);
    }

    [Theory]
    [InlineData("too late")]
    [InlineData("closed with 1000")]
    [InlineData("lost")]
    public async Task Resume_SessionThatIsOver_IsInvalid(string how)
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        await (how == "closed with 1000" ? probe.CloseAsync(1000) : probe.CloseAsync(4000));
        await stage.Server.UntilAsync(() => stage.Server.Gateway.Online.Count == 0);
        if (how == "too late")
            time.Advance(stage.Server.Gateway.ResumeWindow);
        else if (how == "lost")
            stage.Server.Gateway.LoseSessions();
        using var again = await GatewayProbe.ResumeAsync(ready, 2);
        Assert.False((bool)(await again.ReadAsync(9))["d"]!);
    }

    [Fact]
    public async Task Resume_FromAnEventThatWasNot_Closes()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        using var again = await GatewayProbe.ResumeAsync(ready, 50);
        Assert.Equal(4007, await again.ReadCloseAsync());
    }

    [Fact]
    public async Task Reconnect_InsteadOfHello_LeavesTheSessionToResume()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        await probe.CloseAsync(4000);
        stage.Server.Gateway.ReconnectsInsteadOfHello = 1;
        using var told = await GatewayProbe.ConnectAsync((string)ready["resume_gateway_url"]!);
        await told.ReadAsync(7);
        await told.CloseAsync(4000);
        using var again = await GatewayProbe.ResumeAsync(ready, probe.Sequence!.Value);
        await again.ReadEventAsync("RESUMED");
    }

    [Fact]
    public async Task Resume_Refused_TellsWhetherToTryAgain()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        await probe.ReadEventAsync("GUILD_CREATE");
        await probe.CloseAsync(4000);
        stage.Server.Gateway.RefusedResumes = (1, IsResumable: true);
        using var first = await GatewayProbe.ResumeAsync(ready, probe.Sequence!.Value);
        Assert.True((bool)(await first.ReadAsync(9))["d"]!);
        stage.Server.Gateway.RefusedResumes = (1, IsResumable: false);
        using var second = await GatewayProbe.ResumeAsync(ready, probe.Sequence!.Value);
        Assert.False((bool)(await second.ReadAsync(9))["d"]!);
        using var third = await GatewayProbe.ResumeAsync(ready, probe.Sequence!.Value);
        Assert.False((bool)(await third.ReadAsync(9))["d"]!);
    }

    [Fact]
    public async Task Events_HeldAndRepeated_KeepTheirNumbers()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, _) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        var last = (int)(await probe.ReadEventAsync("GUILD_CREATE"))["s"]!;
        stage.Server.Gateway.Hold();
        stage.Server.Say(stage.General, stage.Ada, "one");
        stage.Server.Gateway.Release(last);
        stage.Server.Gateway.Repeat(1);
        stage.Server.Gateway.SendRaw("""{"op":0,"s":99,"t":"SOMETHING_NEW","d":{}}""");
        stage.Server.Gateway.AskHeartbeat();
        var (first, second) = (await probe.ReadAsync(0), await probe.ReadAsync(0));
        Assert.Equal((last + 1, last + 1), ((int)first["s"]!, (int)second["s"]!));
        Assert.Equal("SOMETHING_NEW", (string?)(await probe.ReadAsync(0))["t"]);
        await probe.ReadAsync(1);
    }

    [Fact]
    public async Task Addresses_Mixed_AreProblems()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        var (probe, ready) = await GatewayProbe.StartAsync(stage);
        using var _1 = probe;
        var wrong = (JsonObject)ready.DeepClone();
        wrong["resume_gateway_url"] = stage.Server.Gateway.Address;
        using var again = await GatewayProbe.ResumeAsync(wrong, 1);
        await again.ReadEventAsync("RESUMED");
        using var other = await GatewayProbe.ConnectAsync((string)ready["resume_gateway_url"]!);
        await other.IdentifyAsync(DiscordStage.Token, 1);
        await other.ReadEventAsync("READY");
        Assert.Equal(2, stage.Server.Problems.Count);
        stage.Server.Problems.Clear();
    }
}
