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
    public async Task Upkeep_WithJson_SaysWhatTheWordsSay()
    {
        await TalkAsync("cli:default:main", TimeProvider.System.GetUtcNow());
        Assert.Equal("""{"sessions":[{"session":"cli:default:main","messages":2,"cancelled_question":false}],"problems":[]}""", await RunAsync("sessions", "clear", "default", "--json"));
        Assert.Equal("""{"sessions":[{"session":"cli:default:main","undone":true,"entry":3,"messages":2}]}""", await RunAsync("sessions", "undo", "default", "--json"));
        using var all = JsonDocument.Parse(await RunAsync("sessions", "clear", "--all", "--json"));
        Assert.Equal("""{"sessions":[{"session":"cli:default:main","undone":true}]}""", await RunAsync("sessions", "undo", "--all", all.RootElement.GetProperty("clear").GetString()!, "--json"));
        Assert.Equal("""{"session":"cli:default:main","asked":false,"turns":0,"messages":0,"waiting":0}""", await RunAsync("sessions", "stop", "default", "--json"));
        Assert.Equal("""{"sound":1,"damaged":[]}""", await RunAsync("sessions", "verify", "--json"));
        Assert.Equal("""{"steps":[]}""", await RunAsync("sessions", "repair", "--json"));
        Assert.Equal("""{"valid":true,"errors":[],"warnings":[]}""", await RunAsync("config", "validate", "--json"));
        var file = Path.Combine(home.Path, "b.tar.gz");
        Assert.Equal($$"""{"file":"{{file}}","sessions":1,"problems":[]}""", await RunAsync("backup", file, "--json"));
        Assert.Equal("""{"restored":[],"kept":["cli:default:main"],"problems":[]}""", await RunAsync("restore", file, "--json"));
        using var compact = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sessions", "compact", "default", "--json"], [("LURKBOT_HOME", home.Path), ("LURKBOT_DEFAULT_MODEL", "offline")]);
        using var compacted = JsonDocument.Parse((await compact.FinishAsync()).Output);
        Assert.Equal("nothing", compacted.RootElement.GetProperty("outcome").GetString());
    }

    [Fact]
    public async Task Verify_AndRepairWithJson_NameWhatIsDamaged()
    {
        var path = Path.Combine(home.Path, "sessions", "cli_broken_main.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, """{"key":"cli:broken:main","messages":[{"role":"user","content":"Hello"},{"role":"user","con""");
        var (code, output, error) = await ChildProcess.Start("dotnet", [ChildProcess.LurkBot, "sessions", "verify", "--json"], [("LURKBOT_HOME", home.Path)]).FinishAsync();
        Assert.Equal((1, ""), (code, error));
        using var found = JsonDocument.Parse(output);
        Assert.Equal("cli:broken:main", Assert.Single(found.RootElement.GetProperty("damaged").EnumerateArray()).GetProperty("session").GetString());
        Assert.Contains("\"repaired\":true,\"message\":\"1 entry saved, ", await RunAsync("sessions", "repair", "--json"), StringComparison.Ordinal);
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
