using LurkBot.Models;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Models;

/// <summary>What the offline model quotes is what a person said, without the line that tells models who said it.</summary>
public sealed class OfflineSpeakerTests
{
    [Fact]
    public async Task Reply_InAGroup_QuotesTheWordsAlone()
    {
        using var client = new OfflineChatClient();
        var reply = await client.GetResponseAsync(
        [
            new ChatMessage(ChatRole.User, "[From Ann, id 7]\nThe garage code is 5512"),
            new ChatMessage(ChatRole.Assistant, "Noted."),
            new ChatMessage(ChatRole.User, "[From Bob, id 8]\nWhat is the garage code?"),
        ]);
        Assert.Equal("You said: “The garage code is 5512”", reply.Text);
    }

    [Fact]
    public async Task Reply_ToAnotherSession_NamesTheTaskWithoutAnIntroduction()
    {
        using var client = new OfflineChatClient();
        var origin = LurkBot.Context.SpeakerLine.Of(new LurkBot.Entries.UserEntry { Content = "find the port", Origin = new LurkBot.Entries.MessageOrigin("session", "cli:default:main").ToString() }, LurkBot.Sessions.SessionType.Subagent);
        var reply = await client.GetResponseAsync([new ChatMessage(ChatRole.User, $"{origin}\nfind the port")]);
        Assert.StartsWith("The task was: “find the port”. The offline model only finds and quotes", reply.Text, StringComparison.Ordinal);
    }
}
