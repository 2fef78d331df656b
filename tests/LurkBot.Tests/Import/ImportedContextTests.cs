using LurkBot.Entries;
using LurkBot.Import;

namespace LurkBot.Tests.Import;

/// <summary>Where the context of an imported history begins is written down, so that nobody reads all of it to find out.</summary>
public sealed class ImportedContextTests
{
    [Fact]
    public void Mark_LongPlainHistory_RecordsAtTheNewestResponseThatNothingIsCovered()
    {
        var history = History(2000);
        var marked = ImportedContext.Mark(history);
        Assert.Equal(ContextRecord.Imported, Assert.IsType<AssistantEntry>(marked[1999]).Context);
        Assert.All(marked.Take(1999), entry => Assert.Null((entry as AssistantEntry)?.Context));
        Assert.Null(Assert.IsType<AssistantEntry>(history[1999]).Context);
    }

    [Fact]
    public void Mark_WhatChangesContextsOrIsShort_StaysAsItIs()
    {
        Assert.All((Entry[])[new ClearEntry(), new UndoEntry { Undoes = 1 }, new PinEntry { Covers = new EntryRange(1, 2) }, new SummaryEntry { Covers = new EntryRange(1, 2) }], entry =>
        {
            var history = History(2000, entry);
            Assert.Same(history, ImportedContext.Mark(history));
        });
        var few = History(20);
        Assert.Same(few, ImportedContext.Mark(few));
    }

    private static List<Entry> History(int count, params Entry[] first) =>
        [.. first, .. Enumerable.Range(0, count - first.Length).Select(Entry (i) => (i + first.Length) % 2 == 0 ? new UserEntry { Content = "q" } : new AssistantEntry { Content = "a" })];
}
