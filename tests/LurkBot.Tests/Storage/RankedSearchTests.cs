using CsCheck;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

public sealed class RankedSearchTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:a:main");
    private static readonly DateTimeOffset Start = new(2023, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder home = new();
    private readonly FileSessionStore store;

    public RankedSearchTests() => store = new FileSessionStore(home.Path, TimeProvider.System);

    public void Dispose() => home.Dispose();

    [Theory]
    [InlineData("What did I paint last year?", 2)]
    [InlineData("which painting did she make", 2)]
    [InlineData("Where is the dog of my neighbour?", 4)]
    [InlineData("what is in room 4711?", 6)]
    [InlineData("café", 7)]
    [InlineData("CAFE", 7)]
    [InlineData("今天的天气怎么样", 8)]
    [InlineData("날씨 어때", 9)]
    [InlineData("zzlo", 10)]
    public async Task Search_Question_FindsItsAnswerFirst(string question, long expected)
    {
        await SayAsync("Nothing here", "She painted a lake at sunrise", "Fine", "The neighbour's dogs sleep in the barn", "Room 12 is empty", "In room 4711 stands a piano", "A café at the corner", "天气很好，我们去公园", "오늘 날씨가 좋다", "a puzzlock");
        Assert.Equal(expected, (await SearchAsync(new SearchQuery(question)))[0]);
    }

    [Fact]
    public async Task Search_EveryWord_WantsAllInAnyForm()
    {
        await SayAsync("The garages are painted", "a garage", "paint", "Garage: to paint it");
        Assert.Equal([1, 4], (await SearchAsync(new SearchQuery("paint garage") { Mode = SearchMode.EveryWord })).Order());
        Assert.Empty(await SearchAsync(new SearchQuery("paint garage lake") { Mode = SearchMode.EveryWord }));
        Assert.Equal(4, (await SearchAsync(new SearchQuery("paint garage"))).Count);
    }

    [Fact]
    public async Task Search_Quotes_MustOccurAsTheyAre()
    {
        await SayAsync("the garage code", "the code of the garage", "a code", "garage");
        Assert.Equal([1], await SearchAsync(new SearchQuery("\"garage code\"")));
        Assert.Equal([2], await SearchAsync(new SearchQuery("\"the code\" garage")));
        Assert.Equal([1, 2], (await SearchAsync(new SearchQuery("\"the \" code"))).Order());
    }

    [Fact]
    public async Task Search_OneWord_FindsOnlyMessagesThatHaveIt()
    {
        await SayAsync("before", "the garage", "after");
        Assert.Equal([2], await SearchAsync(new SearchQuery("garage")));
        Assert.Equal([2], await SearchAsync(new SearchQuery("the garages")));
    }

    [Fact]
    public async Task Search_LongQuestion_FindsTheAnswerBesideTheMatch()
    {
        await SayAsync("hello", "Which instrument does your sister play in the orchestra?", "The oboe.", "I see", "what else", "nothing");
        Assert.Contains(3, (await SearchAsync(new SearchQuery("instrument sister orchestra"))).Take(2));
    }

    [Fact]
    public async Task Search_NameOfTheSpeaker_PrefersWhatTheySaid()
    {
        await using (var session = await store.OpenOrCreateAsync(SessionKey.Parse("telegram:-1:group"), default))
        {
            foreach (var name in (string[])["Ada", "Bob", "Cleo"])
                await session.AppendAsync([new UserEntry { Content = "I bought a bicycle downtown", At = Start, Sender = new Sender(name, name, Trust.Low) }], default);
        }

        Assert.Equal(2, (await SearchAsync(new SearchQuery("What did Bob buy, a bicycle?")))[0]);
        Assert.Equal([2], await SearchAsync(new SearchQuery("bob bicycle") { Mode = SearchMode.EveryWord }));
    }

    [Fact]
    public async Task Search_Date_PrefersMessagesOfThatDay()
    {
        await SayAsync([.. Enumerable.Range(0, 10).Select(_ => "We walked around the lake")]);
        var query = new SearchQuery("Where did we walk on 4 May?") { At = Start.AddDays(20) };
        Assert.Equal(4, (await SearchAsync(query))[0]);
        Assert.Equal(10, (await SearchAsync(query with { At = null }))[0]);
    }

    [Fact]
    public async Task Search_Hit_ShowsThePlaceWithMostWords()
    {
        await SayAsync("The garage. " + new string('x', 400) + " Our garages were painted by the sister of my aunt. " + new string('y', 400));
        using var index = SqliteSessionIndex.Open(store, home.Path);
        var snippet = (await index.SearchAsync(new SearchQuery("who painted the garage of my sister"), default)).Hits.Single().Snippet;
        Assert.Equal(["garages", "painted", "sister"], snippet.Matches.Select(match => snippet.Text.Substring(match.Start, match.Length)));
        Assert.StartsWith("…", snippet.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Search_InMemory_FindsWhatTheFileFinds() => Gen.Select(
        Gen.OneOf((string[])["garage", "garages", "the", "Ada", "paint", "painted", "天气", "今天天气", "4711", "\"the garage\"", "lake", "yesterday", "."]).Array[1, 6].Select(words => string.Join(' ', words)).Array[2, 12],
        Gen.OneOf((string[])["garage", "the", "Ada", "painting", "天气", "4711", "\"garage\"", "lake", "oboe"]).Array[1, 5].Select(words => string.Join(' ', words)),
        Gen.Enum<SearchMode>()).Sample((texts, query, mode) => CompareAsync(texts, query, mode).GetAwaiter().GetResult(), iter: 40);

    private static async Task CompareAsync(string[] texts, string text, SearchMode mode)
    {
        using var fresh = new TemporaryFolder();
        var sessions = new FileSessionStore(fresh.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        await using (var session = await sessions.OpenOrCreateAsync(Key, default))
            await session.AppendAsync([.. texts.Select((said, i) => i % 2 == 0 ? (Entry)new UserEntry { Content = said } : new AssistantEntry { Content = said })], default);
        using var file = SqliteSessionIndex.Open(sessions, fresh.Path);
        using var memory = SqliteSessionIndex.InMemory(sessions);
        var query = new SearchQuery(text) { Mode = mode };
        Assert.Equal(
            (await file.SearchAsync(query, default)).Hits.Select(hit => (hit.EntryId, hit.Snippet.Text)),
            (await memory.SearchAsync(query, default)).Hits.Select(hit => (hit.EntryId, hit.Snippet.Text)));
    }

    private async Task SayAsync(params string[] texts)
    {
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await session.AppendAsync([.. texts.Select((text, i) => new UserEntry { Content = text, At = Start.AddDays(i) })], default);
    }

    private async Task<List<long>> SearchAsync(SearchQuery query)
    {
        using var index = SqliteSessionIndex.Open(store, home.Path);
        return [.. (await index.SearchAsync(query, default)).Hits.Select(hit => hit.EntryId)];
    }
}
