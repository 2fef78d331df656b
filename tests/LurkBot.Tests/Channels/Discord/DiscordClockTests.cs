using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>What the server does when time passes.</summary>
public sealed class DiscordClockTests
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(56));

    [Fact]
    public async Task Interaction_AfterThreeSeconds_IsUnknown()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        var (late, good) = (Use(stage), Use(stage));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(204, (await rest.SendAsync($"POST /interactions/{good.Id}/{good.Token}/callback", new { type = 5 })).Status);
        Assert.True(good.IsThinking);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var (status, body) = await rest.SendAsync($"POST /interactions/{late.Id}/{late.Token}/callback", new { type = 5 });
        Assert.Equal((404, 10062), (status, (int)body["code"]!));
        Assert.Equal((true, false), (late.HasFailed(time.GetUtcNow()), good.HasFailed(time.GetUtcNow())));
    }

    [Fact]
    public async Task Interaction_After15Minutes_TakesNoMore()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        var used = Use(stage);
        var webhook = $"/webhooks/{stage.Bot.Id}/{used.Token}";
        await rest.SendAsync($"POST /interactions/{used.Id}/{used.Token}/callback", new { type = 5, data = new { flags = 64 } });
        time.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (await rest.SendAsync($"POST {webhook}", new { content = "first" })).Status);
        Assert.Equal((1, "first", stage.Ada), (stage.Server.Answers(stage.General).Count, used.Original!.Content, used.Original.EphemeralFor));
        Assert.Equal(200, (await rest.SendAsync($"PATCH {webhook}/messages/@original", new { content = "second" })).Status);
        time.Advance(TimeSpan.FromMilliseconds(1));
        foreach (var route in (string[])[$"POST {webhook}", $"PATCH {webhook}/messages/@original"])
        {
            var (status, body) = await rest.SendAsync(route, new { content = "late" });
            Assert.Equal((401, 50027), (status, (int)body["code"]!));
        }

        Assert.Equal("second", used.Original.Content);
    }

    [Fact]
    public async Task Nonce_WithinMinutes_GivesTheEarlierMessage()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        async Task<string> Send(object nonce, bool enforce) =>
            (string)(await rest.SendAsync($"POST /channels/{stage.General.Id}/messages", new { content = "a", nonce, enforce_nonce = enforce })).Body["id"]!;
        var first = await Send("n1", enforce: true);
        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(first, await Send("n1", enforce: true));
        Assert.NotEqual(first, await Send("n1", enforce: false));
        Assert.NotEqual(first, await Send("n2", enforce: true));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.NotEqual(first, await Send("n1", enforce: true));
        Assert.Equal(4, stage.Server.Answers(stage.General).Count);
    }

    [Fact]
    public async Task Links_AfterADay_AreGone()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        var post = stage.Server.Say(stage.General, stage.Ada, "", files: ("a b.txt", "text/plain", [1, 2]));
        async Task<string> Link() => (string)(await rest.SendAsync($"GET /channels/{stage.General.Id}/messages/{post.Id}")).Body["attachments"]![0]!["url"]!;
        var link = await Link();
        Assert.Equal(200, await rest.DownloadAsync(link));
        Assert.Equal(404, await rest.DownloadAsync(link[..link.IndexOf('?', StringComparison.Ordinal)]));
        Assert.Equal(404, await rest.DownloadAsync(link.Replace("hm=", "hm=0", StringComparison.Ordinal)));
        time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(404, await rest.DownloadAsync(link));
        Assert.Equal(200, await rest.DownloadAsync(await Link()));
    }

    [Fact]
    public async Task Bucket_OfOneChannel_RunsOutAndFills()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        stage.Server.Limits.IsOn = true;
        var other = stage.Server.AddChannel(stage.Guild, "other");
        Task<(int Status, JsonObject Body)> Send(DiscordRoom room) => rest.SendAsync($"POST /channels/{room.Id}/messages", new { content = "a" });
        for (var left = 4; left >= 0; left--)
        {
            Assert.Equal(200, (await Send(stage.General)).Status);
            Assert.Equal(("5", left.ToString(CultureInfo.InvariantCulture), "5"), (rest.Limits["Limit"], rest.Limits["Remaining"], rest.Limits["Reset-After"]));
        }

        var bucket = rest.Limits["Bucket"];
        time.Advance(TimeSpan.FromSeconds(2.5));
        var (status, body) = await Send(stage.General);
        Assert.Equal((429, 2.5, false, "user"), (status, (double)body["retry_after"]!, (bool)body["global"]!, rest.Limits["Scope"]));
        Assert.Equal(200, (await Send(other)).Status);
        Assert.Equal(bucket, rest.Limits["Bucket"]);
        time.Advance(TimeSpan.FromSeconds(2.5));
        Assert.Equal(200, (await Send(stage.General)).Status);
        Assert.Equal((1, 1), (stage.Server.Limits.Ignored, stage.Server.Limits.Invalid));
    }

    [Fact]
    public async Task Limit_OverAllRoutes_IsGlobal()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        (stage.Server.Limits.IsOn, stage.Server.Limits.PerSecond) = (true, 2);
        await rest.SendAsync("GET /users/@me");
        await rest.SendAsync("GET /applications/@me");
        var (status, body) = await rest.SendAsync("GET /gateway/bot");
        Assert.Equal((429, true, "true", "global"), (status, (bool)body["global"]!, rest.Limits["Global"], rest.Limits["Scope"]));
        var used = Use(stage);
        Assert.Equal(204, (await rest.SendAsync($"POST /interactions/{used.Id}/{used.Token}/callback", new { type = 5 })).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await rest.SendAsync("GET /gateway/bot")).Status);
    }

    [Fact]
    public async Task Slowmode_HoldsTheBotBack()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        stage.General.Slowmode = 10;
        var route = $"POST /channels/{stage.General.Id}/messages";
        Assert.Equal(200, (await rest.SendAsync(route, new { content = "a" })).Status);
        time.Advance(TimeSpan.FromSeconds(4));
        var (status, body) = await rest.SendAsync(route, new { content = "b" });
        Assert.Equal((429, 20016, 6.0), (status, (int)body["code"]!, (double)body["retry_after"]!));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(200, (await rest.SendAsync(route, new { content = "b" })).Status);
    }

    [Fact]
    public async Task InvalidRequests_TooMany_BanTheHost()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        stage.Server.Limits.InvalidLimit = 3;
        stage.Server.Deny(stage.General, DiscordRight.SendMessages);
        for (var at = 0; at < 3; at++)
            Assert.Equal(50013, (int)(await rest.SendAsync($"POST /channels/{stage.General.Id}/messages", new { content = "a" })).Body["code"]!);
        var (status, body) = await rest.SendAsync("GET /users/@me");
        Assert.Equal(403, status);
        Assert.Contains("1015", (string?)body["text"], StringComparison.Ordinal);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(200, (await rest.SendAsync("GET /users/@me")).Status);
    }

    [Fact]
    public async Task Direct_ManyOpenedFast_IsRefused()
    {
        await using var stage = await DiscordStage.StartAsync(time);
        using var rest = new DiscordRest(stage);
        var people = Enumerable.Range(0, 11).Select(at => stage.Server.AddUser($"User {at}")).ToList();
        for (var at = 0; at < 10; at++)
            Assert.Equal(200, (await rest.SendAsync("POST /users/@me/channels", new { recipient_id = people[at].Id })).Status);
        Assert.Equal(200, (await rest.SendAsync("POST /users/@me/channels", new { recipient_id = people[0].Id })).Status);
        Assert.Equal(40003, (int)(await rest.SendAsync("POST /users/@me/channels", new { recipient_id = people[10].Id })).Body["code"]!);
    }

    private static DiscordInvocation Use(DiscordStage stage)
    {
        stage.Bot.Commands[""] = [new JsonObject { ["id"] = "5", ["name"] = "ask" }];
        return stage.Server.Use(stage.General, stage.Ada, "ask");
    }
}
