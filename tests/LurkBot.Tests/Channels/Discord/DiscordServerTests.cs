using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The server against discord.js and @discordjs/ws, which know the real one.</summary>
public sealed class DiscordServerTests(DiscordLibraries libraries) : IClassFixture<DiscordLibraries>
{
    [Fact]
    public async Task Bot_DoesAllThatABotDoes_PeopleSeeIt()
    {
        await using var stage = await DiscordStage.StartAsync();
        var (server, ada, general) = (stage.Server, stage.Ada, stage.General);
        server.IgnoresUnknownFields = true;
        var bot = await libraries.ConnectAsync(server, DiscordStage.Token, "discord.js", DiscordStage.Intents);
        await libraries.ReadEventAsync(bot, "GUILD_CREATE");
        async Task<DiscordPost> Answer(string order, int count = 1)
        {
            var before = server.Answers(general).Count;
            server.Say(general, ada, order);
            await server.UntilAsync(() => server.Answers(general).Count == before + count, 20);
            return server.Answers(general)[^1];
        }

        var reply = await Answer("hello");
        Assert.Equal(("hi", "hello", 19), (reply.Content, reply.ReplyTo!.Content, reply.Type));
        Assert.Empty(reply.Pinged);
        server.Say(general, ada, "typing");
        await server.UntilAsync(() => server.IsTyping(general));

        var pick = await Answer("buttons");
        Assert.False(server.IsTyping(general));
        server.Press(pick, ada, "yes");
        await server.UntilAsync(() => server.Answers(general)[^1].EphemeralFor == ada);
        Assert.Equal(("pressed yes", 0), (pick.Content, pick.Buttons.Count()));

        var edited = await Answer("edit");
        await server.UntilAsync(() => edited.Content == "second");
        Assert.Equal("first", edited.EarlierContents.Single());
        var note = Assert.Single((await Answer("file")).Files);
        Assert.Equal(("naïve\n", "a note"), (System.Text.Encoding.UTF8.GetString(note.Content), note.Description));
        server.Say(general, ada, "read", files: ("a.txt", "text/plain", "from Ada"u8.ToArray()));
        await server.UntilAsync(() => server.Answers(general)[^1].Content == "read: from Ada");
        Assert.Equal("same", (await Answer("nonce", count: 2)).Content);
        Assert.Equal("same, once", (await Answer("history")).Content);
        server.Say(general, ada, "thread");
        await server.UntilAsync(() => server.Threads(general).Count == 1 && server.Answers(server.Threads(general)[0]).Count == 1);
        Assert.Equal("in the thread", server.Answers(server.Threads(general)[0])[0].Content);
        var order = server.Say(general, ada, "react");
        await server.UntilAsync(() => order.Reactions.ContainsKey("👀"));
        server.Say(general, ada, "delete");
        await server.UntilAsync(() => general.Posts[^1] is { Content: "gone", IsDeleted: true });
        server.Say(general, ada, "direct");
        await server.UntilAsync(() => server.Answers(stage.Direct).Count == 1);
        server.Say(stage.Direct, ada, "hello");
        await server.UntilAsync(() => server.Answers(stage.Direct).Count == 2);

        Assert.Equal("set", (await Answer("commands")).Content);
        var used = server.Use(general, ada, "ask", options: ("q", "why"));
        await server.UntilAsync(() => server.Answers(general)[^1].Content == "more");
        Assert.Equal(("You asked why", 20, false), (used.Original!.Content, used.Original.Type, used.IsThinking));
        await libraries.StopAsync(server, bot);
    }
}
