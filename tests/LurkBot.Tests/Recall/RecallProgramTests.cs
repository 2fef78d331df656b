using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Tests.Recall;

/// <summary>Recall as a user meets it: the program, its files, its index.</summary>
public sealed class RecallProgramTests : IDisposable
{
    private readonly TemporaryFolder home = new();

    public void Dispose() => home.Dispose();

    [Fact]
    public async Task Question_WhoseAnswerLiesNineThousandEntriesBack_IsAnsweredByTheOfflineModel_AndSessionsContextSaysFromWhere()
    {
        await using (var session = await new FileSessionStore(home.Path, TimeProvider.System, new FileStoreOptions { Sync = SessionSync.Off }).OpenOrCreateAsync(SessionKey.Parse("cli:default:main"), default))
        {
            var (at, entries) = (new DateTimeOffset(2026, 3, 6, 9, 0, 0, TimeSpan.Zero), new List<Entry>());
            for (var i = 1; i <= 9_001; i += 2)
            {
                entries.Add(new UserEntry { At = at.AddMinutes(i), Turn = i, Content = i == 1 ? "The tortoise hibernates in the cellar of aunt Marga" : $"Report {i}: the meter shows {i * 7}" });
                entries.Add(new AssistantEntry { At = at.AddMinutes(i), Turn = i, Content = "Noted.", Heard = [i], Answers = [i], Context = ContextRecord.Imported });
            }

            await session.AppendAsync(entries, default);
        }

        var (output, _) = await RunAsync("chat", "--plain", "Where does the tortoise hibernate?");
        Assert.Contains("You said: “The tortoise hibernates in the cellar of aunt Marga”", output, StringComparison.Ordinal);
        (output, _) = await RunAsync("sessions", "context", "cli:default:main");
        Assert.Matches(@"recalled for the last answer: #1(,|\n)", output);
        // Nothing of what is cleared comes back.
        await RunAsync("sessions", "clear", "cli:default:main");
        (output, _) = await RunAsync("chat", "--plain", "Where does the tortoise hibernate?");
        Assert.DoesNotContain("Marga", output, StringComparison.Ordinal);
    }

    private async Task<(string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var process = ChildProcess.Start("dotnet", [ChildProcess.LurkBot, .. arguments], [("LURKBOT_HOME", home.Path), ("LURKBOT_MAX_CONTEXT_TOKENS", "16000"), ("LURKBOT_DEFAULT_MODEL", "offline")]);
        var result = await process.FinishAsync();
        Assert.True(result.Code == 0, result.Error);
        return (result.Output, result.Error);
    }
}
