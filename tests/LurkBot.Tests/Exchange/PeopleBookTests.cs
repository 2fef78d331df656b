using LurkBot.Access;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Exchange;

/// <summary>Linked accounts: only with a yes on both sides, and undone by either.</summary>
public sealed class PeopleBookTests : IDisposable
{
    private static readonly PersonId Telegram = new("telegram", "4711"), Discord = new("discord", "88"), Slack = new("slack", "U1");

    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly PeopleBook book;

    public PeopleBookTests() => book = new PeopleBook(home.Path, time);

    public void Dispose() => home.Dispose();

    [Fact]
    public void Accept_WithTheCode_MakesAllAccountsOnePerson_AcrossProcesses()
    {
        Assert.Equal([Telegram], book.AccountsOf(Telegram));
        Assert.Equal(Telegram, book.Accept(book.Offer(Telegram, null)!.Code, Discord));
        Assert.Equal(Discord, book.Accept(book.Offer(Discord, null)!.Code.ToLowerInvariant(), Slack));
        var other = new PeopleBook(home.Path, time);
        Assert.Equal([Discord, Slack, Telegram], other.AccountsOf(Telegram));
        Assert.Single(new[] { Telegram, Discord, Slack }.Select(other.PersonOf).Distinct());
        Assert.True(book.Unlink(Discord));
        Assert.Equal([Slack, Telegram], other.AccountsOf(Slack));
        Assert.Equal([Discord], other.AccountsOf(Discord));
        Assert.True(book.Unlink(Slack));
        Assert.Equal([Telegram], other.AccountsOf(Telegram));
        Assert.False(book.Unlink(Slack));
    }

    [Fact]
    public void Accept_NeedsTheOtherSide_TheCode_AndTheHour()
    {
        var offer = book.Offer(Telegram, Discord)!;
        Assert.Null(book.Accept(offer.Code, Telegram));
        Assert.Null(book.Accept(offer.Code, Slack));
        Assert.Null(book.Accept("AAAAAAAAAA", Discord));
        Assert.NotNull(book.Find(offer.Code, Discord));
        time.Advance(PeopleBook.Lifetime);
        Assert.Null(book.Accept(offer.Code, Discord));
        Assert.Equal([Telegram], book.AccountsOf(Telegram));
    }

    [Fact]
    public void PersonOf_LinkedWithTheOwner_IsTheOwner_AndABrokenFileLinksNoOne()
    {
        book.Accept(book.Offer(PersonId.Owner, Telegram)!.Code, Telegram);
        Assert.Equal(PersonId.Owner, book.PersonOf(Telegram));
        File.WriteAllText(Path.Combine(home.Path, PeopleBook.FileName), "{");
        Assert.Equal(Telegram, new PeopleBook(home.Path, time).PersonOf(Telegram));
        Assert.Throws<LurkBotException>(() => new PeopleBook(home.Path, time).Read());
    }
}
