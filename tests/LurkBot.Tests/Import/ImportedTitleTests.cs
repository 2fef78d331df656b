using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Import;

/// <summary>The title that a conversation came with is known without reading its history.</summary>
public sealed class ImportedTitleTests
{
    [Theory]
    [InlineData("\"A trip to Riga\"", "A trip to Riga")]
    [InlineData("7", null)]
    public async Task List_ImportedSession_HasItsTitle(string json, string? title)
    {
        using var home = new TemporaryFolder();
        var store = new FileSessionStore(home.Path, TimeProvider.System);
        await store.CreateAsync(new NewSession(SessionKey.Parse("cli:a:main"), DateTimeOffset.UnixEpoch, [new UserEntry { Id = 1, Turn = 1, At = DateTimeOffset.UnixEpoch, Content = "Hello" }]) { Unknown = [new UnknownField("title", json)] }, default);
        Assert.Equal(title, Assert.Single((await store.ListAsync(default)).Sessions).Title);
    }
}
