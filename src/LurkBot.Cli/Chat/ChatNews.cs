using LurkBot.Entries;
using LurkBot.Exchange;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Text;
using LurkBot.Turns;

namespace LurkBot.Cli.Chat;

/// <summary>
/// What others say in the session of an open chat: another session, a schedule, another terminal, and the replies to them. It reads the session's file, whoever writes it,
/// so that nothing is there that the person has not seen. Not thread-safe.
/// </summary>
/// <param name="store">The sessions.</param>
/// <param name="key">The session.</param>
/// <param name="seen">The newest entry when the chat was opened.</param>
/// <param name="time">The clock.</param>
internal sealed class ChatNews(ISessionStore store, SessionKey key, long seen, TimeProvider time)
{
    private const int Longest = 4_000;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly HashSet<long> own = [];
    private readonly List<string> ready = [];
    private long seen = seen;

    /// <summary>A message of this chat: it is not news.</summary>
    /// <param name="message">Its entry.</param>
    public void Said(long message) => own.Add(message);

    /// <summary>Looks at what was appended.</summary>
    /// <param name="shown">Messages whose turns the chat has just shown itself.</param>
    /// <param name="cancellationToken">Cancels the look; nothing is lost.</param>
    public async Task LookAsync(IReadOnlySet<long> shown, CancellationToken cancellationToken)
    {
        try
        {
            if ((await store.FindAsync(key, cancellationToken))?.LastId is not { } last || last <= seen)
                return;
            if (await store.OpenAsync(key, cancellationToken) is not { } session)
                return;
            await using (session)
            {
                var entries = await session.ReadAfterAsync(seen, cancellationToken);
                ready.AddRange(entries.Where(entry => !IsKnown(entry, shown)).SelectMany(LinesOf));
                seen = entries.Count == 0 ? seen : entries[^1].Id;
            }
        }
        catch (Exception e) when (e is LurkBotException or IOException or UnauthorizedAccessException)
        {
            // It cannot be read just now; what the person says next will tell them.
        }
    }

    /// <summary>Waits until there is something to show.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (ready.Count == 0)
        {
            await Task.Delay(BetweenLooks, time, cancellationToken);
            await LookAsync(new HashSet<long>(), cancellationToken);
        }
    }

    /// <summary>What is to be shown, once.</summary>
    /// <returns>Lines without control characters.</returns>
    public IReadOnlyList<string> Take()
    {
        IReadOnlyList<string> lines = [.. ready];
        ready.Clear();
        return lines;
    }

    private bool IsKnown(Entry entry, IReadOnlySet<long> shown) => entry switch
    {
        UserEntry => own.Contains(entry.Id) || shown.Contains(entry.Id),
        NoticeEntry notice when ChainNotice.IsOne(notice) => false,
        ITurnMark or ApprovalEntry => shown.Contains(entry.Turn),
        _ => true,
    };

    private IEnumerable<string> LinesOf(Entry entry) => entry switch
    {
        UserEntry said => Lines(said.IsSaid ? $"{EntrySpeaker.OrUser(said)}, elsewhere" : EntrySpeaker.OrUser(said), said.Content),
        AssistantEntry { Content.Length: > 0 } reply => Lines("LurkBot", reply.Content),
        ApprovalEntry { Approves: null } question when !AwaitedAnswer.IsOne(question) =>
            Lines("LurkBot asks", $"may {question.Name} run this? {question.Scope}\nTo answer, leave this chat (/exit) and open it again; a message here means no."),
        NoticeEntry notice when ChainNotice.IsOne(notice) => Lines("LurkBot", notice.Content),
        NoticeEntry { Fate: TurnFate.Failed or TurnFate.Cancelled or TurnFate.Refused, Answers.Count: > 0 } end => Lines("LurkBot, without a reply", end.Content),
        _ => [],
    };

    private IEnumerable<string> Lines(string who, string text)
    {
        var whole = TerminalText.Sanitize($"{TerminalText.Sanitize(who, keepNewlines: false)}: {text.Trim()}").ReplaceLineEndings("\n");
        if (whole.Length > Longest)
            whole = $"{whole[..(char.IsHighSurrogate(whole[Longest - 1]) ? Longest - 1 : Longest)]}… All of it: lurkbot sessions show {ShellWord.Quote(key.ToString())}";
        return whole.Split('\n').Select(line => "┆ " + line);
    }
}
