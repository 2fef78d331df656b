using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Context;

/// <summary>
/// Histories without overlap give the contexts that they gave before a turn was told by what its responses heard (commit 8f2a20b
/// wrote the files in the folder Golden): byte for byte, in the old form and in the new one.
/// </summary>
public sealed class GoldenContextTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "LurkBot.Tests", "Context", "Golden");

    public static TheoryData<string> Names() => [.. Directory.GetFiles(Folder, "*.json").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Names_Folder_HasAllFiles() => Assert.Equal(12, Names().Count);

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Build_HistoryOfAnEarlierVersion_GivesTheSameBytes(string name) =>
        Assert.Equal(await ExpectedAsync(name), GoldenContext.Of(await ReadAsync(name)));

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Build_SameHistoryInTheNewForm_GivesTheSameBytes(string name)
    {
        var entries = Modernize(await ReadAsync(name));
        Assert.Contains(entries, entry => entry is UserEntry { Accepted: not null });
        Assert.Equal(await ExpectedAsync(name), GoldenContext.Of(entries));
    }

    private static Task<string> ExpectedAsync(string name) => File.ReadAllTextAsync(Path.Combine(Folder, name + ".context.txt"));

    private static async Task<IReadOnlyList<Entry>> ReadAsync(string name)
    {
        using var home = new TemporaryFolder();
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        Directory.CreateDirectory(store.Folder);
        File.Copy(Path.Combine(Folder, name + ".json"), Path.Combine(store.Folder, name + ".json"));
        await using var session = await store.OpenAsync(SessionKey.Parse(name.Replace('_', ':')), default);
        return await session!.ReadAllAsync(default);
    }

    /// <summary>Says of each turn of one message which entry heard it and which one ended it.</summary>
    private static List<Entry> Modernize(IReadOnlyList<Entry> entries)
    {
        var all = entries.ToList();
        foreach (var message in entries.Where(EffectiveHistory.IsMessage))
        {
            var marks = entries.Where(entry => entry.Id > message.Id && entry.Turn == message.Id && entry is ITurnMark).ToList();
            if (marks.Count == 0)
                continue;
            Change(message.Id, entry => entry is UserEntry user ? user with { Accepted = "home" } : entry);
            Change(marks[0].Id, entry => Mark(entry, [message.Id], []));
            Change(marks[^1].Id, entry => Mark(entry, ((ITurnMark)entry).Heard, [message.Id]));
        }

        return all;

        void Change(long id, Func<Entry, Entry> change) => all[(int)id - 1] = EntryLine.Read(EntryLine.Write(change(all[(int)id - 1])));
    }

    private static Entry Mark(Entry entry, IReadOnlyList<long> heard, IReadOnlyList<long> answers) => entry switch
    {
        AssistantEntry assistant => assistant with { Heard = heard, Answers = answers },
        NoticeEntry notice => notice with { Heard = heard, Answers = answers, Fate = answers.Count > 0 ? TurnFate.Failed : null },
        TombstoneEntry tombstone => tombstone with { Heard = heard, Answers = answers },
        _ => entry,
    };
}
