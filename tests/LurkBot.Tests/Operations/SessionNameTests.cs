using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Sessions;
using Microsoft.Extensions.Time.Testing;

namespace LurkBot.Tests.Operations;

/// <summary>What the owner may call a session.</summary>
public sealed class SessionNameTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Find_ByTheIdThatLogsName_GivesTheKey()
    {
        var assistant = new TestAssistant(new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56)), home.Path);
        var key = SessionKey.Parse("telegram:42:dm");
        await using var session = await assistant.Store.OpenOrCreateAsync(key, default);
        await session.AppendAsync([new UserEntry { Content = "hello", At = DateTimeOffset.UnixEpoch.AddYears(56) }], default);
        var sessions = new SessionAdministration(assistant.Services);
        Assert.Equal(key, await sessions.FindAsync(session.Info.Id.ToString(), default));
        await Assert.ThrowsAsync<UnknownSessionException>(() => sessions.FindAsync(Guid.NewGuid().ToString(), default));
    }
}
