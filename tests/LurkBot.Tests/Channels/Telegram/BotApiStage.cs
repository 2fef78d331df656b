using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A server with a bot, two people and one chat of each kind.</summary>
internal sealed class BotApiStage : IAsyncDisposable
{
    public const string Token = "123456:AAF-stage";

    public static readonly string[] AllKinds =
    [
        "message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "message_reaction", "my_chat_member", "chat_member",
        "business_connection", "business_message", "edited_business_message", "deleted_business_messages", "guest_message", "stopped_message_generation",
    ];

    private readonly HttpClient http = new();

    private BotApiStage(BotApiServer server)
    {
        Server = server;
        Bot = server.AddBot(Token, "lurk_bot", hasTopicsEnabled: true);
        Ada = server.AddUser(42, "Ada", "ada");
        Bob = server.AddUser(43, "Bob");
        Private = server.AddPrivateChat(Ada);
        Group = server.AddGroup(-5001, "Lunch", Ada, Bob);
        Supergroup = server.AddSupergroup(-1_001_000_000_007, "Chess", isForum: false, Ada, Bob);
        Forum = server.AddSupergroup(-1_001_000_000_008, "Club", isForum: true, Ada, Bob);
        Topic = server.AddTopic(Forum, Ada, "Openings");
        Channel = server.AddChannel(-1_001_000_000_009, "News");
    }

    public BotApiServer Server { get; }

    public ServerBot Bot { get; }

    public ServerUser Ada { get; }

    public ServerUser Bob { get; }

    /// <summary>The private chat with Ada; it has topics.</summary>
    public ServerChat Private { get; }

    public ServerChat Group { get; }

    public ServerChat Supergroup { get; }

    public ServerChat Forum { get; }

    /// <summary>A topic of the forum.</summary>
    public ServerTopic Topic { get; }

    public ServerChat Channel { get; }

    public static async Task<BotApiStage> StartAsync(TimeProvider? time = null) => new(await BotApiServer.StartAsync(time));

    /// <summary>Calls a method with a JSON body; gives the whole envelope.</summary>
    public async Task<JsonObject> CallAsync(string method, object? parameters = null)
    {
        using var answer = await http.PostAsJsonAsync($"{Server.BaseUrl}/bot{Token}/{method}", parameters ?? new { });
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }

    /// <summary>Downloads a file; gives the status.</summary>
    public async Task<int> DownloadAsync(string path)
    {
        using var answer = await http.GetAsync($"{Server.BaseUrl}/file/bot{Token}/{path}");
        return (int)answer.StatusCode;
    }

    /// <summary>Polls without waiting.</summary>
    public async Task<JsonArray> PollAsync(long offset = 0) => (await CallAsync("getUpdates", new { offset, allowed_updates = AllKinds }))["result"]!.AsArray();

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return Server.DisposeAsync();
    }
}
