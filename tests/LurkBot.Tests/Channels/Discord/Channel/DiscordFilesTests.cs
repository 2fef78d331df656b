using LurkBot.Channels;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Files of people: their links end after a day, and their messages give new ones.</summary>
public sealed class DiscordFilesTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-11-30T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private DiscordStage stage = null!;
    private DiscordChannel channel = null!;

    public async ValueTask InitializeAsync()
    {
        stage = await DiscordStage.StartAsync(time);
        channel = DiscordChannel.Create(new ChannelOptions { BotToken = DiscordStage.Token, BaseUrl = new Uri(stage.Server.BaseUrl + "/api") }, DiscordRendering.Markdown, TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        await channel.DisposeAsync();
        await stage.DisposeAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Download_AfterTheLinkEnded_AsksTheMessageForAnother(bool isForwarded)
    {
        var said = stage.Server.Say(stage.Direct, stage.Ada, "Look", files: ("notes.txt", "text/plain", "one, two"u8.ToArray()));
        var file = said.Files[0];
        var holder = isForwarded ? stage.Server.Forward(stage.Direct, stage.Ada, said) : said;
        var reference = $"{stage.Direct.Id} {holder.Id} {file.Id} {file.Link(stage.Server.BaseUrl, time.GetUtcNow())}";
        Assert.Equal("one, two"u8.ToArray(), await DownloadAsync(reference));
        Assert.DoesNotContain(stage.Server.Requests, request => request.Route.EndsWith("/messages/{message}", StringComparison.Ordinal));
        time.Advance(TimeSpan.FromHours(25));
        Assert.Equal("one, two"u8.ToArray(), await DownloadAsync(reference));
        Assert.Single(stage.Server.Requests, request => request.Route == "GET /channels/{channel}/messages/{message}");
        Assert.Equal([200, 404, 200], stage.Server.Requests.Where(request => request.Route == "GET /attachments").Select(request => request.Status));
    }

    [Fact]
    public async Task Download_OfADeletedMessageWhoseLinkEnded_SaysThatItIsGone()
    {
        var said = stage.Server.Say(stage.Direct, stage.Ada, "Look", files: ("notes.txt", "text/plain", "one, two"u8.ToArray()));
        var reference = $"{stage.Direct.Id} {said.Id} {said.Files[0].Id} {said.Files[0].Link(stage.Server.BaseUrl, time.GetUtcNow())}";
        time.Advance(TimeSpan.FromHours(25));
        stage.Server.Delete(said);
        Assert.Contains("does not have the file any more", (await Assert.ThrowsAsync<PlatformFileException>(() => DownloadAsync(reference))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Download_FromAnotherPlace_IsNotMade()
    {
        await Assert.ThrowsAsync<PlatformFileException>(() => DownloadAsync($"{stage.Direct.Id} 1 2 http://127.0.0.2:9/attachments/1/2/x"));
        await Assert.ThrowsAsync<PlatformFileException>(() => DownloadAsync("something else"));
        Assert.Empty(stage.Server.Requests);
    }

    private async Task<byte[]> DownloadAsync(string reference) => (await channel.DownloadAsync(reference, 1 << 20, TestContext.Current.CancellationToken)).ToArray();
}
