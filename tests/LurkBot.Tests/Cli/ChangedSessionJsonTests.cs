using System.Text.Json;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Cli;

/// <summary>What commands that change sessions say with <c>--json</c>.</summary>
public sealed class ChangedSessionJsonTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Changes_WithJson_SayWhatWasDone()
    {
        await TalkAsync("cli:default:main", TimeProvider.System.GetUtcNow());
        Assert.Equal("""{"session":"cli:default:main","change":"forked","new_session":"cli:try:main"}""", await RunAsync("sessions", "fork", "cli:default:main", "--as", "try", "--json"));
        Assert.Equal("""{"session":"cli:try:main","change":"renamed","new_session":"cli:idea:main"}""", await RunAsync("sessions", "rename", "cli:try:main", "idea", "--json"));
        Assert.Equal("""{"session":"cli:idea:main","change":"archived"}""", await RunAsync("sessions", "archive", "cli:idea:main", "--json"));
        Assert.Equal("""{"session":"cli:idea:main","change":"restored"}""", await RunAsync("sessions", "restore", "cli:idea:main", "--json"));
        Assert.Equal("""{"session":"cli:idea:main","change":"deleted"}""", await RunAsync("sessions", "delete", "cli:idea:main", "--yes", "--json"));
    }

    [Fact]
    public async Task Sweep_WithJson_SaysTheSameBeforeAndAfter()
    {
        await TalkAsync("cli:idle:main", TimeProvider.System.GetUtcNow().AddHours(-2));
        var dry = await RunAsync("sessions", "sweep", "--dry-run", "--json");
        Assert.StartsWith("""{"dry_run":true,"steps":[{"step":"move","session":"cli:idle:main","state":"idle","reason":""", dry, StringComparison.Ordinal);
        Assert.Equal(dry.Replace("true", "false", StringComparison.Ordinal), await RunAsync("sessions", "sweep", "--json"));
        Assert.Equal("""{"dry_run":false,"steps":[]}""", await RunAsync("sessions", "sweep", "--json"));
    }

    private async Task TalkAsync(string key, DateTimeOffset at)
    {
        await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenOrCreateAsync(SessionKey.Parse(key), default);
        await session.AppendAsync([new UserEntry { At = at, Turn = 1, Content = "hello" }, new AssistantEntry { At = at, Turn = 1, Content = "well" }], default);
    }

    private async Task<string> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), ("LURKBOT_SESSION_TIMEOUT", "60"), ("LURKBOT_OLLAMA_BASE_URL", "http://127.0.0.1:1")]);
        var (code, output, error) = await process.FinishAsync();
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        return JsonSerializer.Serialize(json.RootElement);
    }
}
