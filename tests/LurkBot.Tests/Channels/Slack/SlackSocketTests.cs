using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Channels;

/// <summary>Socket Mode: tickets, several connections, acknowledgements and deliveries that come again.</summary>
public sealed class SlackSocketTests(SlackClients clients) : IClassFixture<SlackClients>
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 30, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Open_TicketUsedTwiceOrTooOld_IsRefused()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var url = await stage.UrlAsync();
        using var socket = await SlackStage.SlackSocket.OpenAsync(url);
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => SlackStage.SlackSocket.OpenAsync(url));
        var late = await stage.UrlAsync();
        time.Advance(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<System.Net.WebSockets.WebSocketException>(() => SlackStage.SlackSocket.OpenAsync(late));
        Assert.Equal([101, 403, 403], stage.Server.Requests.Where(request => request.Method == "socket").Select(request => request.Status));
    }

    [Fact]
    public async Task Connect_EleventhSocket_IsSentAway()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var open = new List<SlackStage.SlackSocket>();
        for (var count = 1; count <= 10; count++)
        {
            var socket = await SlackStage.SlackSocket.OpenAsync(await stage.UrlAsync() + (count == 10 ? "&debug_reconnects=true" : ""));
            open.Add(socket);
            var hello = await socket.ReadAsync();
            Assert.Equal((count, stage.App.Id, count == 10 ? 360 : 3600), ((int)hello["num_connections"]!, (string?)hello["connection_info"]!["app_id"], (int)hello["debug_info"]!["approximate_connection_time"]!));
        }

        using var eleventh = await SlackStage.SlackSocket.OpenAsync(await stage.UrlAsync());
        Assert.Equal("too_many_websockets", (string?)(await eleventh.ReadAsync())["reason"]);
        Assert.Equal(1000, (int)(await eleventh.ReadAsync())["closed"]!);
        open.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Event_NotAcknowledged_ComesAgainAtOnceThenAfterOneAndFiveMinutes()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        var first = await socket.ReadAsync();
        Assert.Equal((0, "", false), ((int)first["retry_attempt"]!, (string?)first["retry_reason"], (bool)first["accepts_response_payload"]!));
        var ids = new List<string> { (string)first["envelope_id"]! };
        var waits = new[] { 3, 3 + 60, 3 + 300 };
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            time.Advance(TimeSpan.FromSeconds(3));
            if (attempt > 1)
                time.Advance(TimeSpan.FromSeconds(waits[attempt - 1] - 3));
            var again = await socket.ReadAsync();
            Assert.Equal((attempt, "timeout"), ((int)again["retry_attempt"]!, (string?)again["retry_reason"]));
            Assert.Equal((string?)first["payload"]!["event_id"], (string?)again["payload"]!["event_id"]);
            ids.Add((string)again["envelope_id"]!);
        }

        Assert.Equal(4, ids.Distinct(StringComparer.Ordinal).Count());
        var envelope = stage.Server.Sockets.Envelopes.Single();
        Assert.False(envelope.IsLost);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(envelope.IsLost);
    }

    [Fact]
    public async Task Acknowledge_LateThenRightId_EndsTheRetries()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        var first = await socket.ReadAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        var second = await socket.ReadAsync();
        await socket.AckAsync(first);
        await socket.AckAsync(second);
        var envelope = stage.Server.Sockets.Envelopes.Single();
        await stage.Server.UntilAsync(() => envelope.IsAcknowledged);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal((2, false), (envelope.Ids.Count, envelope.IsLost));
    }

    [Fact]
    public async Task Acknowledge_OnAnotherSocketOrNothingKnown_IsAProblem()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var one = await stage.ConnectAsync();
        using var other = await stage.ConnectAsync();
        stage.Server.Sockets.Choose = open => open[0];
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        var envelope = await one.ReadAsync();
        await other.AckAsync(envelope);
        await one.SendAsync("""{"envelope_id":"unknown"}""");
        await one.SendAsync("""{"type":"ping"}""");
        await one.SendAsync("ack");
        await one.AckAsync(envelope, new JsonObject { ["text"] = "hi" });
        await stage.Server.UntilAsync(() => stage.Server.Problems.Count == 5);
        Assert.True(stage.Server.Sockets.Envelopes.Single().IsAcknowledged);
        stage.Server.ClearProblems();
    }

    [Fact]
    public async Task Deliver_SeveralSockets_EachGetsAShareAndARetryMayComeOnAnother()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var one = await stage.ConnectAsync();
        using var other = await stage.ConnectAsync();
        stage.Server.Say(stage.Im, stage.Ada, "first");
        stage.Server.Say(stage.Im, stage.Ada, "second");
        static string Text(JsonObject envelope) => (string)envelope["payload"]!["event"]!["text"]!;
        var (first, second) = (await one.ReadAsync(), await other.ReadAsync());
        Assert.Equal(("first", "second"), (Text(first), Text(second)));
        await other.AckAsync(second);
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes[1].IsAcknowledged);
        await one.CloseAsync();
        await stage.Server.UntilAsync(() => !stage.Server.Sockets.Connections[0].IsOpen);
        Assert.True(stage.Server.Sockets.Connections[0].WasClosedByClient);
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("first", Text(await other.ReadAsync()));
    }

    [Fact]
    public async Task Deliver_WithoutASocket_IsLost()
    {
        await using var stage = await SlackStage.StartAsync(time);
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        Assert.True(stage.Server.Sockets.Envelopes.Single().IsLost);
        Assert.Equal("hello", (string?)(await stage.FormAsync("conversations.history", ("channel", stage.Im.Id)))["messages"]![0]!["text"]);
    }

    [Fact]
    public async Task Interaction_NotAcknowledged_IsNotRepeatedAndThePersonIsTold()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        var command = stage.Server.Command(stage.General, stage.Ada, "/lurk", "x");
        var envelope = await socket.ReadAsync();
        Assert.Equal(("slash_commands", true, "x"), ((string?)envelope["type"], (bool)envelope["accepts_response_payload"]!, (string?)envelope["payload"]!["text"]));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(await command.Acknowledged.Task);
        time.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(stage.Server.Sockets.Envelopes.Single().Ids);
    }

    [Fact]
    public async Task Lifetime_Passes_WarnsThenRefreshesThenCloses()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await SlackStage.SlackSocket.OpenAsync(await stage.UrlAsync() + "&debug_reconnects=true");
        await socket.ReadAsync();
        time.Advance(TimeSpan.FromSeconds(350));
        Assert.Equal("warning", (string?)(await socket.ReadAsync())["reason"]);
        stage.Server.Say(stage.Im, stage.Ada, "still");
        await socket.AckAsync(await socket.ReadAsync());
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Single().IsAcknowledged);
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("refresh_requested", (string?)(await socket.ReadAsync())["reason"]);
        Assert.Equal(1000, (int)(await socket.ReadAsync())["closed"]!);
    }

    [Fact]
    public async Task Disable_SocketMode_EndsEachSocket()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        await stage.Server.Sockets.DisableAsync(stage.App);
        Assert.Equal("link_disabled", (string?)(await socket.ReadAsync())["reason"]);
        Assert.Equal("socket_mode_not_enabled", (string?)(await stage.CallAsync("apps.connections.open", token: SlackStage.AppToken))["error"]);
    }

    [Fact]
    public async Task Silent_Socket_GetsNothingAndLooksOpen()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        var connection = stage.Server.Sockets.Connections.Single();
        connection.GoSilent();
        stage.Server.Say(stage.Im, stage.Ada, "swallowed");
        using var other = await stage.ConnectAsync();
        stage.Server.Sockets.Choose = open => open[^1];
        time.Advance(TimeSpan.FromSeconds(3));
        await other.AckAsync(await other.ReadAsync());
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Single().IsAcknowledged);
        Assert.Equal((true, 2), (connection.IsOpen, stage.Server.Sockets.Envelopes.Single().Ids.Count));
        connection.Drop();
        await Assert.ThrowsAnyAsync<Exception>(socket.ReadAsync);
    }

    [Fact]
    public async Task Socket_IsPingedEveryTenSeconds()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var url = new Uri(await stage.UrlAsync());
        using var raw = new System.Net.Sockets.TcpClient();
        await raw.ConnectAsync(url.Host, url.Port);
        var stream = raw.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
            $"GET {url.PathAndQuery} HTTP/1.1\r\nHost: {url.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
        var read = new List<byte>();
        async Task UntilAsync(string end)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            var one = new byte[1];
            while (!System.Text.Encoding.Latin1.GetString([.. read]).EndsWith(end, StringComparison.Ordinal))
            {
                Assert.Equal(1, await stream.ReadAsync(one, limit.Token));
                read.Add(one[0]);
            }
        }

        await UntilAsync("}}");
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", System.Text.Encoding.Latin1.GetString([.. read]), StringComparison.Ordinal);
        time.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync("\u0089\0");
        time.Advance(TimeSpan.FromSeconds(10));
        await UntilAsync("\u0089\0\u0089\0");
    }

    [Fact]
    public async Task Deliver_HeldReorderedAndRepeated_ComesSo()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        stage.Server.HoldEvents();
        stage.Server.Say(stage.Im, stage.Ada, "first");
        stage.Server.Say(stage.Im, stage.Ada, "second");
        stage.Server.ReleaseEvents(held => held.Reverse());
        var (one, two) = (await socket.ReadAsync(), await socket.ReadAsync());
        Assert.Equal(("second", "first"), ((string?)one["payload"]!["event"]!["text"], (string?)two["payload"]!["event"]!["text"]));
        await socket.AckAsync(one);
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes[1].IsAcknowledged);
        stage.Server.RepeatEvent();
        var again = await socket.ReadAsync();
        Assert.Equal((string?)one["payload"]!["event_id"], (string?)again["payload"]!["event_id"]);
        Assert.NotEqual((string?)one["envelope_id"], (string?)again["envelope_id"]);
        await socket.AckAsync(again);
    }

    [Fact]
    public async Task Offline_ThenOnline_TheEventThatWasNotAcknowledgedComesAgain()
    {
        await using var stage = await SlackStage.StartAsync(time);
        using var socket = await stage.ConnectAsync();
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        await socket.ReadAsync();
        await stage.Server.GoOfflineAsync();
        await Assert.ThrowsAsync<HttpRequestException>(stage.UrlAsync);
        await stage.Server.ComeOnlineAsync();
        using var other = await stage.ConnectAsync();
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(1, (int)(await other.ReadAsync())["retry_attempt"]!);
    }

    [Theory]
    [InlineData("warning")]
    [InlineData("refresh_requested")]
    public async Task Library_IsSentAway_ConnectsAgainAndGetsTheEventThatWasNotAcknowledged(string reason)
    {
        await using var stage = await SlackStage.StartAsync();
        var listening = await clients.ListenAsync(stage.Server, SlackStage.AppToken, 1);
        Assert.Equal("connected", (string?)(await clients.ReadAsync(listening, "state"))["state"]);
        var first = stage.Server.Sockets.Connections.Single();
        await (reason == "warning" ? first.WarnAsync() : first.RefreshAsync());
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Connections.Count == 2 && stage.Server.Sockets.Connections[1].IsOpen);
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        Assert.Equal("hello", (string?)(await clients.ReadAsync(listening, "body"))["body"]!["event"]!["text"]);
        await stage.Server.UntilAsync(() => stage.Server.Sockets.Envelopes.Single().IsAcknowledged);
        Assert.Equal([reason], first.Disconnects);
    }

    [Fact]
    public async Task Library_ThatIsSilent_GetsTheEventAgain()
    {
        await using var stage = await SlackStage.StartAsync(time);
        var listening = await clients.ListenAsync(stage.Server, SlackStage.AppToken, 2, isSilent: true);
        await clients.ReadAsync(listening, "state");
        stage.Server.Say(stage.Im, stage.Ada, "hello");
        Assert.Equal(0, (int)(await clients.ReadAsync(listening, "body"))["retry_num"]!);
        time.Advance(TimeSpan.FromSeconds(3));
        var again = await clients.ReadAsync(listening, "body");
        Assert.Equal((1, "timeout"), ((int)again["retry_num"]!, (string?)again["retry_reason"]));
    }

    [Theory]
    [InlineData("not_authed", "", null)]
    [InlineData("invalid_auth", "xapp-other", null)]
    [InlineData("account_inactive", SlackStage.AppToken, "account_inactive")]
    public async Task Library_WithoutAccess_GivesUp(string error, string token, string? reason)
    {
        await using var stage = await SlackStage.StartAsync();
        stage.App.TokenError = reason;
        var answer = await clients.CallAsync(stage.Server, token, "apps.connections.open", []);
        Assert.Equal(error, (string?)answer["error"]);
        if (token.Length == 0)
            return;
        var listening = await clients.ListenAsync(stage.Server, token, 1);
        Assert.Equal(error, (string?)(await clients.ReadAsync(listening))["error"]);
    }
}
