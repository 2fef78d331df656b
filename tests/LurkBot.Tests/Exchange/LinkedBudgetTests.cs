using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Tests.Exchange;

/// <summary>What linked accounts use is one person's.</summary>
public sealed class LinkedBudgetTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Budget_OfAPerson_CountsAllTheirAccounts(bool linked)
    {
        await using var home = new ExchangeHome((_, _) => SayAsync());
        home.Services.Options.Budgets.PersonTokens = 150;
        if (linked)
            home.Services.People.Accept(home.Services.People.Offer(new PersonId("telegram", "2"), null)!.Code, new PersonId("discord", "8"));
        Assert.Equal("Yes.", await home.AskAsync("telegram:2:dm", "one", new Sender("2", "Bob", Trust.Partial)));
        Assert.Equal("Yes.", await home.AskAsync("telegram:2:dm", "two", new Sender("2", "Bob", Trust.Partial)));
        var third = (await home.SayAsync("discord:8:dm", "three", new Sender("8", "Bob", Trust.Partial))).OfType<TurnUpdate.Ended>().Last().Result;
        Assert.Equal(linked ? TurnFate.Refused : TurnFate.Answered, third.Fate);
    }

    private static async IAsyncEnumerable<ChatResponseUpdate> SayAsync()
    {
        await Task.Yield();
        yield return new ChatResponseUpdate(ChatRole.Assistant, [new TextContent("Yes."), new UsageContent(new UsageDetails { InputTokenCount = 90, OutputTokenCount = 10, TotalTokenCount = 100 })]) { FinishReason = ChatFinishReason.Stop };
    }
}
