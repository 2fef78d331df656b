using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Cli;

/// <summary>The program's commands, each a process of its own, on one home.</summary>
public sealed class HistoryCommandInvariantTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Invariant03_EveryCommandThatChangesASession_AppendsWhoAndWhyAndKeepsTheConversation()
    {
        List<string> before = [];
        SessionId? id = null;
        var (key, renamed) = ("cli:default:main", "cli:renamed:main");
        foreach (var (command, now) in ((string, string)[])[
            ("chat|The garage code is 4711", key), ($"sessions|clear|{key}", key), ($"sessions|undo|{key}", key), ("chat|--model|offline|again", key), ($"sessions|archive|{key}", key), ("chat|back from the archive", key),
            ($"sessions|rename|{key}|{renamed}", renamed), ($"sessions|fork|{renamed}|--as|cli:fork:main", renamed), ($"sessions|delete|{renamed}|--yes", ""), ($"sessions|restore|{renamed}", renamed),
        ])
        {
            using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. command.Split('|')], ("LURKBOT_HOME", home.Path));
            var (code, output, error) = await process.FinishAsync();
            Assert.True(code == 0, $"{command}: {output}{error}");
            if (now.Length == 0)
                continue;
            await using var session = await new FileSessionStore(home.Path, TimeProvider.System).OpenAsync(SessionKey.Parse(now), default);
            var entries = await session!.ReadAllAsync(default);
            // The same session, with all that it had, and not another one beside it.
            Assert.Equal(id ??= session.Info.Id, session.Info.Id);
            var lines = entries.Select(EntryLine.Write).ToList();
            Assert.Equal(before, lines.Take(before.Count));
            if (command.StartsWith("sessions", StringComparison.Ordinal) && !command.StartsWith("sessions|fork", StringComparison.Ordinal))
                Assert.True(lines.Count > before.Count, command);
            before = lines;
            Assert.All(entries.OfType<SystemEntry>(), entry => Assert.True(entry.Actor is { Length: > 0 } && entry.Reason is { Length: > 0 }, $"{command}: {EntryLine.Write(entry)}"));
        }

        Assert.Contains(before, line => line.Contains("The garage code is 4711", StringComparison.Ordinal));
    }
}
