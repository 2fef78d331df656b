using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Storage;

public sealed class SessionDirectoryTests : IDisposable
{
    private static readonly SessionChange Change = new("owner", "test");
    private readonly TemporaryFolder home = new();
    private readonly FakeTimeProvider time = new();
    private readonly FileSessionStore store;
    private readonly SessionDirectory directory;

    public SessionDirectoryTests()
    {
        store = new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off });
        directory = new SessionDirectory(store, time);
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Resolve_KeyEnvironmentNameAndChatId_GiveTheKey()
    {
        await MakeAsync("cli:work:main");
        await MakeAsync("telegram:-5:group");
        foreach (var text in (string[])["cli:work:main", "CLI_WORK_MAIN", "work"])
            Assert.Equal("cli:work:main", Assert.Single(await directory.ResolveAsync(text, default)).ToString());
        foreach (var text in (string[])["cli:none:main", "NONE", "", "telegram"])
            Assert.Empty(await directory.ResolveAsync(text, default));
    }

    [Fact]
    public async Task FindByEnvironmentName_TwoSessionsOfThatName_GivesBoth()
    {
        await MakeAsync("cli:a-b:main");
        await MakeAsync("cli:a/b:main");
        Assert.Equal(["cli:a-b:main", "cli:a/b:main"], (await directory.FindByEnvironmentNameAsync("CLI_A_B_MAIN", default)).Select(key => key.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task List_HashedArchivedMisnamedAndDamaged_GivesAllWhoseKeyIsKnown()
    {
        var hashed = $"cli:{new string('h', 300)}:main";
        foreach (var key in (string[])[hashed, "cli:archived:main", "cli:mine:main", "cli:damaged:main"])
            await MakeAsync(key);
        await store.ArchiveAsync(SessionKey.Parse("cli:archived:main"), Change, default);
        File.Move(Path.Combine(store.Folder, "cli_mine_main.json"), Path.Combine(store.Folder, "of my own.json"));
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "cli_damaged_main.json"), "nothing");
        await File.WriteAllTextAsync(Path.Combine(store.Folder, "no session.json"), "nothing");
        Assert.Equal(["cli:archived:main", "cli:damaged:main", hashed, "cli:mine:main"], await KeysAsync());
    }

    [Fact]
    public async Task List_AfterChangesOfAnotherProcess_SeesThemWhenASecondHasPassed()
    {
        await MakeAsync("cli:a:main");
        await MakeAsync("cli:b:main");
        Assert.Equal(2, (await KeysAsync()).Count);
        var other = new FileSessionStore(home.Path, TimeProvider.System);
        await other.RenameAsync(SessionKey.Parse("cli:a:main"), SessionKey.Parse("cli:c:main"), Change, default);
        await other.DeleteAsync(SessionKey.Parse("cli:b:main"), Change, default);
        Assert.Equal(["cli:a:main", "cli:b:main"], await KeysAsync());
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["cli:c:main"], await KeysAsync());
    }

    private async Task<IReadOnlyList<string>> KeysAsync() => [.. (await directory.ListAsync(default)).Select(key => key.ToString()).Order(StringComparer.Ordinal)];

    private async Task MakeAsync(string key) => Assert.True(await store.CreateAsync(new NewSession(SessionKey.Parse(key), DateTimeOffset.UnixEpoch, [new UserEntry { Content = "hello" }]), default));
}
