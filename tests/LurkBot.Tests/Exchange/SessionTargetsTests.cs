using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Tests.Turns;
using LurkBot.Tools;
using LurkBot.Turns;

namespace LurkBot.Tests.Exchange;

/// <summary>Which session a name means: one rule for commands and tools, and a question where it could mean several.</summary>
public sealed class SessionTargetsTests : IAsyncDisposable
{
    private static readonly (string Key, string? Title)[] Chats =
    [
        ("discord:1:group", "Dev Updates"), ("discord:2:group", "Ops_Alerts"), ("telegram:-3:group", "ops alerts"), ("slack:C4:group", "random"), ("discord:5:group", "Random"), ("telegram:77:dm", "Ben Bot"),
    ];

    private readonly ExchangeHome home = new((_, _) => ScriptedModel.Text("Yes."));

    public ValueTask DisposeAsync() => home.DisposeAsync();

    [Theory]
    [InlineData("cli:work:main", "cli:work:main")]
    [InlineData("work", "cli:work:main")]
    [InlineData("wor", "cli:work:main")]
    [InlineData("cli:wor", "cli:work:main")]
    [InlineData("#dev-updates", "discord:1:group")]
    [InlineData("#Dev Updates", "discord:1:group")]
    [InlineData("dev_updates", "discord:1:group")]
    [InlineData("discord:#dev-updates", "discord:1:group")]
    [InlineData("discord:dev-updates:group", "discord:1:group")]
    [InlineData("telegram:#ops-alerts", "telegram:-3:group")]
    [InlineData("#ops_alerts", "discord:2:group")]
    [InlineData("@ben-bot", "telegram:77:dm")]
    [InlineData("@77", "telegram:77:dm")]
    public async Task Find_AnyNameOfOneSession_FindsIt(string name, string key) => Assert.Equal(SessionKey.Parse(key), (await FindAsync(name)).Key);

    [Theory]
    [InlineData("#ops-alerts", "discord:Ops_Alerts:group (discord:2:group) or telegram:ops alerts:group (telegram:-3:group)")]
    [InlineData("#RANDOM", "discord:Random:group (discord:5:group) or slack:random:group (slack:C4:group)")]
    [InlineData("cli:w", "cli:wonder:main or cli:work:main")]
    public async Task Find_WhatCouldBeSeveral_AsksBackWithAll(string name, string candidates)
    {
        var asked = await Assert.ThrowsAsync<ToolRefusedException>(async () => await FindAsync(name));
        Assert.Equal((ErrorKind.Refused, $"“{name}” could be {candidates}. Ask which one is meant, and name it by its key."), (asked.Kind, asked.Message));
    }

    [Theory]
    [InlineData("#dev", false, "")]
    [InlineData("@ben", false, "")]
    [InlineData("cli:wark:main", false, "")]
    [InlineData("cli:wark:main", true, "Did you mean cli:work:main? ")]
    public async Task Find_WhatIsNone_SaysHowSessionsAreNamed(string name, bool isCommand, string hint)
    {
        var unknown = await Assert.ThrowsAsync<ToolRefusedException>(async () => await FindAsync(name, isCommand: isCommand));
        Assert.Equal(
            (ErrorKind.NotFound, $"There is no session “{name}” that can be reached from here. {hint}A session is named by its key, which is channel:chat_id:type, such as cli:work:main or telegram:123456789:dm, by the beginning of one, by #channel, @person, or a chat's title. {(isCommand ? "See: lurkbot sessions list" : "sessions_list shows those that can be read.")}"),
            (unknown.Kind, unknown.Message));
    }

    [Fact]
    public async Task Find_APartOfWhatMayNotBeReached_TellsNothingOfIt()
    {
        Assert.Equal("cli:work:main", (await FindAsync("cli:w", hidden: "cli:wonder:main")).Key.ToString());
        Assert.DoesNotContain("wonder", (await Assert.ThrowsAsync<ToolRefusedException>(async () => await FindAsync("wond", hidden: "cli:wonder:main"))).Message.Replace("“wond”", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<SessionTarget> FindAsync(string name, string? hidden = null, bool isCommand = false)
    {
        foreach (var key in (string[])["cli:work:main", "cli:wonder:main"])
            await home.KeepAsync(key, "hello");
        return await new SessionTargets(home.Services, () => new Listed()).FindAsync(name, (key, _) => new(key.ToString() == hidden ? "not visible" : null), default, isCommand);
    }

    /// <summary>Platforms that list chats.</summary>
    private sealed class Listed : IChatPosts
    {
        public bool Serves(string channel) => true;

        public ValueTask<IReadOnlyList<KnownChat>> ListAsync(CancellationToken cancellationToken) => new([.. Chats.Select(chat => new KnownChat(SessionKey.Parse(chat.Key), ReplyAddress.Cli, chat.Title))]);

        public async ValueTask<KnownChat?> FindAsync(SessionKey key, CancellationToken cancellationToken) => (await ListAsync(cancellationToken)).FirstOrDefault(chat => chat.Key == key);

        public ValueTask PrepareAsync(IStoredSession session, CancellationToken cancellationToken) => default;

        public ValueTask<PostFate> SendAsync(IStoredSession session, long turn, CancellationToken cancellationToken) => new(new PostFate(PostState.Sent, null));
    }
}
