using LurkBot.Access;
using LurkBot.Context;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Facts;

/// <summary>What a compaction proposes to remember (RULES RE9).</summary>
public sealed class FactProposalsTests
{
    private const string Summary = """
        ## Goal
        - Plan a trip (#1)
        ## Facts about people
        - Ada is allergic to nuts (#1, #3)
        - Ada has two sisters
        - The server is called Eve (#2)
        - Bob likes chess (#5).
        ## Open questions
        - Ada likes tea? (#3)
        """;

    private readonly MemorySessionStore store = new(TimeProvider.System);
    private readonly FactMemory memory;
    private readonly FactScope scope = FactScope.Of(PersonId.Owner, []);

    public FactProposalsTests() => memory = new FactMemory(store, new SessionAccess(store, new PeopleBook(null, TimeProvider.System), _ => []), TimeProvider.System);

    [Theory]
    [InlineData(nameof(FactsMode.Ask), Trust.Full, true)]
    [InlineData(nameof(FactsMode.Auto), Trust.Full, false)]
    [InlineData(nameof(FactsMode.Auto), Trust.Partial, true)]
    public async Task Summary_PointsThatAPersonSaid_AreProposedWithTheirEvidence(string mode, Trust trust, bool isProposed)
    {
        await AddAsync(mode, trust);
        var facts = await memory.ReadAsync(scope, default);
        Assert.Equal(["Ada is allergic to nuts", "Bob likes chess"], facts.Select(fact => fact.Text));
        Assert.All(facts, fact => Assert.Equal(isProposed, fact.IsProposed));
        Assert.Equal([1L, 3L], Assert.Single(facts[0].Entry.Sources).Entries);
        Assert.Equal(trust, facts[0].Entry.Sender!.Trust);
        // What someone does not want remembered is not proposed again.
        await memory.ForgetAsync(scope, facts[0].Name, new SessionChange("owner", "test"), default);
        await AddAsync(mode, trust);
        Assert.Equal(["Bob likes chess"], (await memory.ReadAsync(scope, default)).Select(fact => fact.Text));
    }

    private Task AddAsync(string mode, Trust trust)
    {
        Entry Said(long id, string text) => new UserEntry { Id = id, Content = text, Sender = new Sender("owner", "Ada", trust) };
        Entry[] entries = [Said(1, "No nuts for me"), new AssistantEntry { Id = 2, Content = "Eve it is" }, Said(3, "I am allergic"), new AssistantEntry { Id = 4 }, Said(5, "I like chess, says Bob"), new SummaryEntry { Id = 6, Content = Summary, Covers = new EntryRange(1, 5) }];
        return new FactProposals(memory, Enum.Parse<FactsMode>(mode)).AddAsync(scope, SessionId.New(DateTimeOffset.UnixEpoch), entries, 5, default);
    }
}
