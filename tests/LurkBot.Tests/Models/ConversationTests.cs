using LurkBot.Entries;
using LurkBot.Models;

namespace LurkBot.Tests.Models;

/// <summary>The same conversation over each provider's wire, real store and real sockets, against an independent server behind the vendors' rules.</summary>
public sealed class ConversationTests(MockProviders providers) : IClassFixture<MockProviders>
{
    public static TheoryData<string, bool> Wires() => Scenarios.Wires();

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task Conversation_OverEachWire_IsTheSameInTheSession(string model, bool stream)
    {
        using var proxy = new ValidatingProxy(providers.Address);
        using var conversation = new WireConversation(proxy.Options, model, stream);
        foreach (var (said, expected) in new[]
        {
            ("The garage code is 4711", "Noted: **4711**, and a 你好 with 👍."),
            ("How is the weather?", "It rains in Berlin."),
            ("What was it?", "You told me 4711."),
            ("Compare two cities", "Rome is warmer."),
        })
        {
            var result = await conversation.AskAsync(said);
            Assert.Equal((TurnFate.Answered, expected, null), (result.Fate, result.Reply, result.Error?.Message));
            Assert.EndsWith(expected, conversation.Shown, StringComparison.Ordinal);
        }

        Assert.Equal(["Berlin", "Rome", "Oslo"], conversation.Cities);
        Assert.Equal(6, proxy.Bodies.Count);
        var entries = await conversation.ReadAsync();
        Assert.Equal("UATA UA UATTA".Replace(" ", "", StringComparison.Ordinal), string.Concat(entries.Skip(2).Select(entry => entry.GetType().Name[0])));
        Assert.Equal(["sunny in Berlin", "sunny in Rome", "sunny in Oslo"], entries.OfType<ToolEntry>().Select(entry => entry.Content));
        Assert.Equal("weather", Assert.Single(Assert.IsType<AssistantEntry>(entries[3]).ToolCalls).Name);
    }

    /// <summary>The server knows that the other two models do not reason.</summary>
    [Theory]
    [InlineData("claude-sonnet-4-20250514", true)]
    [InlineData("claude-sonnet-4-20250514", false)]
    [InlineData("gemini-2.5-flash", true)]
    [InlineData("gemini-2.5-flash", false)]
    public async Task Reasoning_OfModelsThatShowIt_IsKeptAndGoesBackWhereItMust(string model, bool stream)
    {
        using var proxy = new ValidatingProxy(providers.Address);
        using var conversation = new WireConversation(proxy.Options, model, stream);
        var result = await conversation.AskAsync("Think about rain");
        Assert.Equal((TurnFate.Answered, "It rains."), (result.Fate, result.Reply));
        Assert.Contains("Clouds…", result.Reasoning, StringComparison.Ordinal);
        Assert.Equal(model.StartsWith("claude", StringComparison.Ordinal), proxy.Bodies[1].Contains("\"thinking\":\"Clouds", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Wires))]
    public async Task TooManyRequests_OverEachWire_AreTriedFiveTimes(string model, bool stream)
    {
        using var proxy = new ValidatingProxy(providers.Address);
        using var conversation = new WireConversation(proxy.Options, model, stream);
        var result = await conversation.AskAsync("Hurry up");
        Assert.Equal(ModelFailure.RateLimit, Assert.IsType<ModelException>(result.Error).Failure);
        Assert.Equal(5, proxy.Bodies.Count);
    }
}
