namespace LurkBot.Tests.Channels;

/// <summary>A server with a bot, two people and one room of each kind.</summary>
internal sealed class DiscordStage : IAsyncDisposable
{
    public const string Token = "MTIz.stage.token";

    /// <summary>Guilds, messages, reactions, direct messages and content.</summary>
    public const int Intents = 46_593;

    private DiscordStage(DiscordServer server)
    {
        Server = server;
        // Libraries connect again at once.
        server.Gateway.IdentifyInterval = TimeSpan.Zero;
        Bot = server.AddBot(Token, "Lurk");
        Ada = server.AddUser("Ada");
        Bob = server.AddUser("Bob");
        Guild = server.AddGuild("Club", Ada, Bob);
        General = server.AddChannel(Guild, "general");
        Forum = server.AddForum(Guild, "questions");
        Direct = server.OpenDirect(Ada);
    }

    public DiscordServer Server { get; }

    public DiscordBot Bot { get; }

    public DiscordAccount Ada { get; }

    public DiscordAccount Bob { get; }

    public DiscordGuild Guild { get; }

    public DiscordRoom General { get; }

    public DiscordRoom Forum { get; }

    /// <summary>The direct channel of Ada and the bot.</summary>
    public DiscordRoom Direct { get; }

    /// <summary>The use of a command that a test works with.</summary>
    public DiscordInvocation? Used { get; set; }

    public static async Task<DiscordStage> StartAsync(TimeProvider? time = null) => new(await DiscordServer.StartAsync(time));

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
