using LurkBot.Configuration;
using LurkBot.Sessions;
using LurkBot.Workspaces;

namespace LurkBot.Tests.Workspaces;

/// <summary>Whose a folder is, whatever sessions are called.</summary>
public sealed class WorkspaceClaimsTests : IDisposable
{
    private static readonly SessionKey A = SessionKey.Parse("telegram:1:dm");
    private static readonly SessionKey B = SessionKey.Parse("telegram:1:main");

    private readonly TemporaryFolder home = new();
    private readonly LurkBotOptions options;
    private readonly WorkspaceClaims claims;

    public WorkspaceClaimsTests()
    {
        options = new LurkBotOptions { Home = home.Path };
        claims = new WorkspaceClaims(options.Home, options.Workspaces);
    }

    public void Dispose() => home.Dispose();

    [Fact]
    public void Take_RenamedSession_BringsItsFolder()
    {
        var id = Begin(A, "mine");
        claims.Take(B, id);
        Assert.Equal("mine", Content(B));
        Assert.False(Directory.Exists(WorkspaceFolder.Of(options.Home, options.Workspaces, A)));
        Assert.Equal(WorkspaceFolder.Of(options.Home, options.Workspaces, B), claims.Find(B, id));
    }

    [Fact]
    public void Take_NewSessionUnderADeletedOnesKey_BeginsEmptyAndTheOldOneFindsItsOwnAgain()
    {
        var (old, fresh) = (Begin(A, "secret"), SessionId.New(DateTimeOffset.UnixEpoch));
        Assert.Null(claims.Find(A, fresh));
        claims.Take(A, fresh);
        Assert.False(Directory.Exists(WorkspaceFolder.Of(options.Home, options.Workspaces, A)));
        Assert.Equal("secret", File.ReadAllText(Path.Combine(claims.Find(A, old)!, "file")));
        claims.Take(B, old);
        Assert.Equal("secret", Content(B));
    }

    [Fact]
    public void Take_RenamedAndSomebodyElseHasTheOldNameMeanwhile_EachKeepsTheirs()
    {
        var old = Begin(A, "old");
        var fresh = Begin(A, "fresh");
        claims.Take(B, old);
        claims.Take(A, fresh);
        Assert.Equal(("fresh", "old"), (Content(A), Content(B)));
    }

    [Fact]
    public void Take_TwoSessionsChangeNames_EachKeepsTheirs()
    {
        var (one, two) = (Begin(A, "one"), Begin(B, "two"));
        claims.Take(B, one);
        claims.Take(A, two);
        Assert.Equal(("two", "one"), (Content(A), Content(B)));
    }

    [Fact]
    public void Take_KilledAfterTheMove_GoesOn()
    {
        var id = Begin(A, "mine");
        Directory.Move(WorkspaceFolder.Of(options.Home, options.Workspaces, A), WorkspaceFolder.Of(options.Home, options.Workspaces, B));
        claims.Take(B, id);
        Assert.Equal("mine", Content(B));
    }

    [Fact]
    public void Take_FolderThatNobodyHas_IsTaken()
    {
        Fill(A, "from before");
        claims.Take(A, SessionId.New(DateTimeOffset.UnixEpoch));
        Assert.Equal("from before", Content(A));
    }

    [Fact]
    public void Take_FolderCannotBeMoved_SaysSo()
    {
        var id = Begin(A, "mine");
        Directory.Delete(Path.Combine(home.Path, ".workspaces"), recursive: true);
        File.WriteAllText(Path.Combine(home.Path, ".workspaces"), "");
        Assert.Contains("cannot be made the session's own", Assert.Throws<WorkspaceException>(() => claims.Take(B, id)).Message, StringComparison.Ordinal);
    }

    private SessionId Begin(SessionKey key, string content)
    {
        var id = SessionId.New(DateTimeOffset.UnixEpoch);
        claims.Take(key, id);
        Fill(key, content);
        return id;
    }

    private void Fill(SessionKey key, string content)
    {
        var folder = WorkspaceFolder.Of(options.Home, options.Workspaces, key);
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "file"), content);
    }

    private string Content(SessionKey key) => File.ReadAllText(Path.Combine(WorkspaceFolder.Of(options.Home, options.Workspaces, key), "file"));
}
