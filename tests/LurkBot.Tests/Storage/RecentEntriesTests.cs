using System.Globalization;
using CsCheck;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Storage;

/// <summary>An open session remembers what it has read; whoever changes the file, it reads what a fresh look would.</summary>
public sealed class RecentEntriesTests : IDisposable
{
    private static readonly SessionKey Key = SessionKey.Parse("cli:recent:main");
    private static readonly SessionChange By = new("owner", "test");

    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task ReadNewest_AnythingHappensToTheFile_SameAsAFreshLook()
    {
        var random = new PCG(7);
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        var path = Path.Combine(home.Path, "sessions", SessionFileName.For(Key));
        await using var session = await store.OpenOrCreateAsync(Key, default);
        await using var other = await store.OpenOrCreateAsync(Key, default);
        for (var i = 0; i < 600; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"entry {i} {new string('x', (int)random.Next(400))}");
            switch (random.Next(12))
            {
                case < 4:
                    await session.AppendAsync([new UserEntry { Content = text }, new AssistantEntry { Content = text }], default);
                    break;
                case < 7:
                    await other.AppendAsync([new UserEntry { Content = text }], default);
                    break;
                case 7:
                    var id = 1 + (long)random.Next((uint)Math.Max(1, session.Info.LastId));
                    await store.RewriteAsync(Path.GetRelativePath(home.Path, path), entry => entry.Id == id ? entry with { Content = "erased" } : entry, _ => true, By, default);
                    break;
                case 8:
                    // As an editor does that writes over the file, to the same length.
                    var document = await File.ReadAllTextAsync(path);
                    using (var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
                        await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(document.Replace("xxxx", "yyyy", StringComparison.Ordinal)));
                    break;
                case 9:
                    await SessionUndo.AppendAsync(session, "owner", "test", TimeProvider.System, default);
                    break;
            }

            var count = 1 + (int)random.Next(random.Next(4) == 0 ? 2000u : 40u);
            await using var fresh = (await store.OpenAsync(Key, default))!;
            Assert.Equal(Text(await fresh.ReadNewestAsync(count, default)), Text(await session.ReadNewestAsync(count, default)));
        }

        Assert.Equal(session.Info.LastId, (await session.ReadNewestAsync(int.MaxValue, default)).Count);
    }

    [Fact]
    public async Task ReadNewest_MoreThanIsKept_ReadsAllAgain()
    {
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        await using var session = await store.OpenOrCreateAsync(Key, default);
        for (var i = 0; i < 12; i++)
        {
            await session.AppendAsync([new UserEntry { Content = new string('x', 1_000_000) }], default);
            Assert.Equal(Math.Min(i + 1, 7), (await session.ReadNewestAsync(7, default)).Count);
            Assert.Equal(i + 1, (await session.ReadNewestAsync(7, default))[^1].Id);
        }
    }

    private static IEnumerable<string> Text(IReadOnlyList<Entry> entries) => entries.Select(entry => $"{entry.Id} {entry.Turn} {entry.Content}");
}
