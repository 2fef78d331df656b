using LurkBot.Context;
using LurkBot.Doors;
using LurkBot.Entries;
using LurkBot.Import;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Entries;

/// <summary>JSON that nests up to 1000 deep is read wherever LurkBot reads it.</summary>
public sealed class DeepJsonTests
{
    private static string Nested(int depth) => string.Concat(Enumerable.Repeat("{\"a\":", depth - 1)) + "{}" + new string('}', depth - 1);

    [Fact]
    public void Read_ArgumentsImportsAndWire_TakeAThousandLevels()
    {
        Assert.Single(CallArguments.Read(Nested(1000)));
        Assert.Empty(CallArguments.Read(Nested(1001)));
        var notes = new ImportNotes();
        using (var record = ImportJson.TryParse(System.Text.Encoding.UTF8.GetBytes(Nested(1000)), notes))
            Assert.NotNull(record);
        Assert.Null(ImportJson.TryParse(System.Text.Encoding.UTF8.GetBytes(Nested(1001)), notes));
        var entry = new UserEntry { Id = 1, Content = "x", Unknown = [new UnknownField("deep", Nested(990))] };
        Assert.Equal(entry.Unknown[0].Json, WireEntry.Read(WireEntry.Write(entry)).Unknown[0].Json);
    }

    [Fact]
    public async Task Archive_EntryThatNestsDeeply_ComesBack()
    {
        using var home = new TemporaryFolder();
        var (store, key) = (new FileSessionStore(home.Path, TimeProvider.System), SessionKey.Parse("cli:deep:main"));
        await using (var session = await store.OpenOrCreateAsync(key, default))
            await session.AppendAsync([new UserEntry { Content = "x", Unknown = [new UnknownField("deep", Nested(990))] }], default);
        await store.ArchiveAsync(key, new SessionChange("owner", "test"), default);
        await using var archived = await store.OpenAsync(key, default);
        Assert.Equal(Nested(990), (await archived!.ReadAllAsync(default)).OfType<UserEntry>().Single().Unknown[0].Json);
    }
}
