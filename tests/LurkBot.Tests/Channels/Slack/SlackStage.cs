using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A workspace with an app, two people and one conversation of each kind.</summary>
internal sealed class SlackStage : IAsyncDisposable
{
    public const string Token = "xoxb-1-stage";
    public const string AppToken = "xapp-1-A1-stage";

    private readonly HttpClient http = new();

    private SlackStage(SlackServer server)
    {
        Server = server;
        Ada = server.AddUser("ada", "Ada Lovelace");
        Bob = server.AddUser("bob", "Bob");
        App = server.AddApp("lurkbot", Token, AppToken, "/lurk");
        General = server.AddChannel("general", Ada, Bob);
        Secret = server.AddPrivateChannel("secret", Ada);
        Im = server.OpenIm(Ada);
        Mpim = server.AddMpim(Ada, Bob);
        Outside = server.AddChannel("outside", Ada);
        server.Remove(Outside, App.User);
    }

    public SlackServer Server { get; }

    public WorkspaceApp App { get; }

    public WorkspaceUser Ada { get; }

    public WorkspaceUser Bob { get; }

    public WorkspaceChannel General { get; }

    public WorkspaceChannel Secret { get; }

    /// <summary>The direct messages with Ada.</summary>
    public WorkspaceChannel Im { get; }

    public WorkspaceChannel Mpim { get; }

    /// <summary>A public channel that the app is not in.</summary>
    public WorkspaceChannel Outside { get; }

    public static async Task<SlackStage> StartAsync(TimeProvider? time = null) => new(await SlackServer.StartAsync(time));

    /// <summary>Calls a method with a JSON body.</summary>
    public async Task<JsonObject> CallAsync(string method, object? arguments = null, string token = Token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Server.ApiUrl + method) { Content = JsonContent.Create(arguments ?? new { }) };
        return await SendAsync(request, token);
    }

    /// <summary>Calls a method with a form.</summary>
    public async Task<JsonObject> FormAsync(string method, params (string Name, string Value)[] arguments)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Server.ApiUrl + method) { Content = new FormUrlEncodedContent(arguments.ToDictionary(pair => pair.Name, pair => pair.Value)) };
        return await SendAsync(request, Token);
    }

    /// <summary>Sends any request with a token.</summary>
    public async Task<JsonObject> SendAsync(HttpRequestMessage request, string token)
    {
        if (token.Length > 0)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Asks for a socket and opens it. The greeting is read.</summary>
    public async Task<SlackSocket> ConnectAsync()
    {
        var socket = await SlackSocket.OpenAsync(await UrlAsync());
        Assert.Equal("hello", (string?)(await socket.ReadAsync())["type"]);
        return socket;
    }

    /// <summary>The address of a new socket.</summary>
    public async Task<string> UrlAsync() => (string)(await CallAsync("apps.connections.open", token: AppToken))["url"]!;

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return Server.DisposeAsync();
    }

    /// <summary>A plain client of Socket Mode that does nothing by itself.</summary>
    internal sealed class SlackSocket : IDisposable
    {
        private readonly ClientWebSocket socket = new();

        public static async Task<SlackSocket> OpenAsync(string url)
        {
            var opened = new SlackSocket();
            await opened.socket.ConnectAsync(new Uri(url), CancellationToken.None);
            return opened;
        }

        /// <summary>The next message; a close frame gives {closed}.</summary>
        public async Task<JsonObject> ReadAsync()
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var message = new MemoryStream();
            var buffer = new byte[16 << 10];
            WebSocketReceiveResult part;
            do
            {
                part = await socket.ReceiveAsync(buffer, limit.Token);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            return part.MessageType == WebSocketMessageType.Close
                ? new JsonObject { ["closed"] = (int)part.CloseStatus! }
                : JsonNode.Parse(Encoding.UTF8.GetString(message.ToArray()))!.AsObject();
        }

        public Task AckAsync(JsonObject envelope, JsonNode? payload = null)
        {
            var ack = new JsonObject { ["envelope_id"] = (string?)envelope["envelope_id"] };
            if (payload is not null)
                ack["payload"] = payload;
            return SendAsync(ack.ToJsonString());
        }

        public Task SendAsync(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        public void Dispose() => socket.Dispose();
    }
}
