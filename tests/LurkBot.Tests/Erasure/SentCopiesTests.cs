using LurkBot.Entries;
using LurkBot.Erasure;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Erasure;

/// <summary>What an erasure finds in other sessions: what was sent there, and what was sent on because of it, by its chain and never by its words.</summary>
public sealed class SentCopiesTests
{
    private static readonly SessionId First = Id(1), Second = Id(2), Third = Id(3), Fourth = Id(4);

    private readonly SentCopies copies = new();

    public SentCopiesTests()
    {
        copies.Add(Of("cli:b:main", Second, Said(1, "The same words"), Sent(2, First, turn: 1, call: "c1"), Sent(3, Id(9), turn: 1, call: "c1")));
        copies.Add(Of("discord:5:group", Third, Sent(1, Second, turn: 2, call: "c2"), new AssistantEntry { Id = 2, Turn = 1, Content = "The same words", Answers = [1], Finish = AssistantEntry.Posted }));
        copies.Add(Of("cli:d:main", Fourth, Sent(1, Third, turn: 1, call: "c3"), Sent(2, First, turn: 5, call: "c4"), Said(3, "The same words")));
    }

    [Fact]
    public void Find_OfASession_TakesWhatWasSentAndWhatWasSentOn_AndNothingElse()
    {
        copies.Mark(First);
        Assert.Equal(["cli:b:main#2", "cli:d:main#1", "cli:d:main#2", "discord:5:group#1"], Names());
    }

    [Fact]
    public void Find_OfAMessage_TakesWhatItsTurnSent()
    {
        var message = Said(5, "The same words");
        copies.Mark(First, message, [message, new AssistantEntry { Id = 6, Turn = 5, Heard = [5], Answers = [5] }]);
        Assert.Equal(["cli:d:main#2"], Names());
    }

    [Fact]
    public void Find_OfAResponse_TakesWhatItCalledFor_AndWhatWasPosted()
    {
        var response = new AssistantEntry { Id = 3, Turn = 2, ToolCalls = [new ToolCall("c2", "sessions_send", "{}")] };
        copies.Mark(Second, response, [response]);
        Assert.Equal(["cli:d:main#1", "discord:5:group#1"], Names());
        Assert.Equal(2, Assert.Single(copies.Find(), copy => copy.Key.Channel is "discord").Posted?.Id);
    }

    private IEnumerable<string> Names() => copies.Find().Select(copy => $"{copy.Key}#{copy.Message.Id}").Order(StringComparer.Ordinal);

    private static SessionId Id(byte number) => new(new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, number]));

    private static UserEntry Said(long id, string text) => new() { Id = id, Turn = id, Content = text, Sender = new Sender("owner", "Ada", Trust.Full) };

    private static UserEntry Sent(long id, SessionId from, long turn, string call) => new()
    {
        Id = id,
        Turn = id,
        Content = "The same words",
        Sender = new Sender("owner", "Ada", Trust.Full),
        Origin = new MessageOrigin(MessageOrigin.Session, "cli:a:main").ToString(),
        Source = $"{MessageOrigin.Session}/{from.Value:N}/{turn}/{call}",
    };

    private static SessionCopy Of(string key, SessionId id, params Entry[] entries) => new(key, SessionPlace.InUse, SessionKey.Parse(key), id, [], entries);
}
