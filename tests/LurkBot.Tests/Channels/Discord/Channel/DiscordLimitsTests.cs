using System.Globalization;
using LurkBot.Channels;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Discord's rate limits, on a clock of the test.</summary>
public sealed class DiscordLimitsTests
{
    private static readonly DiscordRoute Send = DiscordRoute.Of(HttpMethod.Post, "/channels/1/messages"), Other = DiscordRoute.Of(HttpMethod.Post, "/channels/2/messages");

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));
    private readonly DiscordLimits limits;

    public DiscordLimitsTests() => limits = new DiscordLimits(time);

    [Theory]
    [InlineData("POST", "/channels/1/messages", "POST /channels/{major}/messages", "1")]
    [InlineData("PATCH", "/channels/1/messages/2", "PATCH /channels/{major}/messages/{id}", "1")]
    [InlineData("GET", "/channels/1/messages?after=5&limit=100", "GET /channels/{major}/messages", "1")]
    [InlineData("PUT", "/channels/1/messages/2/reactions/%F0%9F%91%80/@me", "PUT /channels/{major}/messages/{id}/reactions/{emoji}/@me", "1")]
    [InlineData("GET", "/guilds/3", "GET /guilds/{major}", "3")]
    [InlineData("PATCH", "/webhooks/4/tok/messages/@original", "PATCH /webhooks/{major}/{token}/messages/@original", "4/tok")]
    [InlineData("POST", "/interactions/5/tok/callback", "POST /interactions/{major}/{token}/callback", "5")]
    [InlineData("GET", "/users/@me", "GET /users/@me", "")]
    [InlineData("PUT", "/applications/6/commands", "PUT /applications/{id}/commands", "")]
    public void Route_OfAPath_LeavesOutIdsAndKeepsTheMajorOne(string method, string path, string name, string major)
    {
        var route = DiscordRoute.Of(new HttpMethod(method), path);
        Assert.Equal((name, major), (route.Name, route.Major));
        Assert.Equal(path.StartsWith("/interactions", StringComparison.Ordinal), route.IsInteraction);
    }

    [Fact]
    public void Take_OfAnEmptyBucket_WaitsUntilItIsFull_AndNoOther()
    {
        Note(Send, "b", limit: 5, left: 1, after: 2);
        Assert.Null(limits.Take(Send));
        Assert.Equal(TimeSpan.FromSeconds(2), limits.Take(Send));
        Assert.Null(limits.Take(Other));
        time.Advance(TimeSpan.FromSeconds(1.5));
        Assert.Equal(TimeSpan.FromSeconds(0.5), limits.Take(Send));
        time.Advance(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 5; i++)
            Assert.Null(limits.Take(Send));
    }

    [Fact]
    public void Take_OfTwoRoutesOfOneBucket_CountsBoth()
    {
        var react = DiscordRoute.Of(HttpMethod.Put, "/channels/1/messages/2/reactions/x/@me");
        var unreact = DiscordRoute.Of(HttpMethod.Delete, "/channels/1/messages/2/reactions/x/@me");
        Note(react, "reactions", limit: 1, left: 0, after: 0.25);
        Note(unreact, "reactions", limit: 1, left: 0, after: 0.25);
        Assert.NotNull(limits.Take(unreact));
        time.Advance(TimeSpan.FromSeconds(0.25));
        Assert.Null(limits.Take(react));
        Assert.NotNull(limits.Take(unreact) ?? limits.Take(react));
    }

    [Fact]
    public void Note_OfAnAnswerThatWasOnItsWay_GivesBackNoPlace()
    {
        Note(Send, "b", limit: 5, left: 2, after: 2);
        Assert.Null(limits.Take(Send));
        Assert.Null(limits.Take(Send));
        Note(Send, "b", limit: 5, left: 1, after: 1.9);
        Assert.NotNull(limits.Take(Send));
    }

    [Fact]
    public void Flood_OfOneRoute_OrOfAll_IsWaitedForExactly()
    {
        limits.Flood(Send, TimeSpan.FromSeconds(1.337), isGlobal: false);
        Assert.Equal(TimeSpan.FromSeconds(1.337), limits.Take(Send));
        Assert.Null(limits.Take(Other));
        limits.Flood(Send, TimeSpan.FromSeconds(10), isGlobal: true);
        Assert.Equal(TimeSpan.FromSeconds(10), limits.Take(Other));
        // What is sent for an interaction does not count.
        Assert.Null(limits.Take(DiscordRoute.Of(HttpMethod.Post, "/interactions/5/tok/callback")));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(limits.Take(Send));
    }

    [Fact]
    public void Take_WhereAnswersAreLost_FillsTheBucketAgain()
    {
        limits.Flood(Send, TimeSpan.FromSeconds(3), isGlobal: false);
        for (var i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
            Assert.Null(limits.Take(Send));
            Assert.NotNull(limits.Take(Send));
        }
    }

    [Fact]
    public void Take_OfFiftyInASecond_StaysBelow()
    {
        var taken = 0;
        while (taken < 100 && limits.Take(DiscordRoute.Of(HttpMethod.Post, $"/channels/{taken + 1}/messages")) is null)
            taken++;
        Assert.InRange(taken, 40, 49);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(limits.Take(Send));
    }

    [Fact]
    public void Take_AfterManyRefusals_WaitsForLong()
    {
        for (var i = 0; i < 2000; i++)
            limits.CountInvalid();
        Assert.Equal(TimeSpan.FromMinutes(10), limits.Take(Send));
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null(limits.Take(Send));
    }

    private void Note(DiscordRoute route, string bucket, int limit, int left, double after)
    {
        using var answer = new HttpResponseMessage();
        answer.Headers.Add("X-RateLimit-Bucket", bucket);
        answer.Headers.Add("X-RateLimit-Limit", limit.ToString(CultureInfo.InvariantCulture));
        answer.Headers.Add("X-RateLimit-Remaining", left.ToString(CultureInfo.InvariantCulture));
        answer.Headers.Add("X-RateLimit-Reset-After", after.ToString(CultureInfo.InvariantCulture));
        limits.Note(route, answer.Headers);
    }
}
