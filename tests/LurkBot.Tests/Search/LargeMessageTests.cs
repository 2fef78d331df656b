using System.Diagnostics;
using LurkBot.Entries;
using LurkBot.Search;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Search;

/// <summary>One message of many megabytes makes no search slow.</summary>
public sealed class LargeMessageTests : IDisposable
{
    private readonly TemporaryFolder home = new();
    private readonly TemporaryFolder other = new();

    public void Dispose()
    {
        home.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Search_BesideAMessageOf50MB_TakesAsLongAsWithout()
    {
        var (with, without) = (await FillAsync(home.Path, 10_000_000), await FillAsync(other.Path, 10));
        using (with)
        using (without)
        {
            var times = new List<(TimeSpan With, TimeSpan Without)>();
            for (var i = 0; i < 7; i++)
                times.Add((await TimeAsync(with), await TimeAsync(without)));
            var (slow, quick) = (times.Select(pair => pair.With).Order().ElementAt(3), times.Select(pair => pair.Without).Order().ElementAt(3));
            // A message of the longest that is looked at costs some milliseconds; all of it took seconds.
            Assert.True(slow < quick + TimeSpan.FromMilliseconds(150), $"{slow} with, {quick} without");
            Assert.InRange(new FileInfo(Path.Combine(home.Path, SqliteSessionIndex.FileName)).Length, 1, 8_000_000);
        }
    }

    [Fact]
    public void Entry_LongerThanSearchesLook_EndsWithAWholeCharacter()
    {
        var entry = Assert.Single(SearchableEntry.Of([new UserEntry { Id = 1, Content = "x" + string.Concat(Enumerable.Repeat("😀", 150_000)) }]));
        Assert.InRange(entry.Text.Length, 199_000, 200_000);
        Assert.False(char.IsHighSurrogate(entry.Text[^1]));
    }

    private static async Task<SqliteSessionIndex> FillAsync(string folder, int words)
    {
        var store = new FileSessionStore(folder, TimeProvider.System);
        await using (var session = await store.OpenOrCreateAsync(SessionKey.Parse("cli:big:main"), default))
            await session.AppendAsync([new UserEntry { Content = string.Concat(Enumerable.Repeat("word ", words)), At = TimeProvider.System.GetUtcNow() }], default);
        for (var i = 0; i < 20; i++)
        {
            await using var session = await store.OpenOrCreateAsync(SessionKey.Parse($"cli:s{i}:main"), default);
            await session.AppendAsync([new UserEntry { Content = $"a word of session {i}", At = TimeProvider.System.GetUtcNow() }], default);
        }

        var index = SqliteSessionIndex.Open(store, folder);
        await TimeAsync(index);
        return index;
    }

    private static async Task<TimeSpan> TimeAsync(SqliteSessionIndex index)
    {
        var start = Stopwatch.GetTimestamp();
        Assert.Equal(5, (await index.SearchAsync(new SearchQuery("word") { Limit = 5 }, default)).Hits.Count);
        return Stopwatch.GetElapsedTime(start);
    }
}
