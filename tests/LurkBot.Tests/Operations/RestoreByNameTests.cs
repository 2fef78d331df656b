using LurkBot.Operations;
using LurkBot.Sessions;
using LurkBot.Tests.Exchange;
using LurkBot.Tests.Turns;

namespace LurkBot.Tests.Operations;

/// <summary>What lies in the trash is named as what exists is; what exists goes first, and nothing is guessed.</summary>
public sealed class RestoreByNameTests
{
    private static readonly SessionChange Change = new("owner", "test");

    [Fact]
    public async Task FindToRestore_AName_IsTheSessionThatIsThere_ElseTheOneInTheTrash()
    {
        await using var home = new ExchangeHome((_, _) => ScriptedModel.Text("Yes."));
        var administration = new SessionAdministration(home.Services);
        foreach (var (key, isDeleted) in new[] { ("cli:notes:main", true), ("cli:notes-old:main", true), ("cli:work:main", false), ("cli:trip-a:main", true), ("cli:trip-b:main", true) })
        {
            await home.KeepAsync(key, "hello");
            if (isDeleted)
                await administration.DeleteAsync(SessionKey.Parse(key), Change, default);
        }

        Assert.Equal("cli:notes:main", (await administration.FindToRestoreAsync("notes", default)).ToString());
        Assert.Equal("cli:notes-old:main", (await administration.FindToRestoreAsync("notes-", default)).ToString());
        Assert.Equal("cli:work:main", (await administration.FindToRestoreAsync("wo", default)).ToString());
        Assert.Equal("cli:gone:main", (await administration.FindToRestoreAsync("cli:gone:main", default)).ToString());
        var several = await Assert.ThrowsAsync<UnknownSessionException>(() => administration.FindToRestoreAsync("trip", default));
        Assert.Equal("trip may be any of 2 sessions: cli:trip-a:main, cli:trip-b:main. Give more of the key.", several.Message);
        await Assert.ThrowsAsync<UnknownSessionException>(() => administration.FindToRestoreAsync("nothing", default));
        await administration.RestoreAsync(await administration.FindToRestoreAsync("notes", default), Change, default);
        Assert.NotNull(await home.Store.FindAsync(SessionKey.Parse("cli:notes:main"), default));
    }
}
