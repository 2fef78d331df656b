using System.Globalization;
using LurkBot.Delivery;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Rows of the delivery ledger for people: first what a person has to decide, with its text, the reason and what to do.</summary>
/// <param name="rows">The rows.</param>
/// <param name="nameOf">Names sessions.</param>
/// <param name="textOf">The text of a message that failed.</param>
internal sealed class DeliveriesText(LedgerRows rows, Func<SessionId, string> nameOf, Func<InboundRecord, string?> textOf)
{
    /// <summary>How many are shown of those that need no decision.</summary>
    public const int Newest = 20;

    private const int Shown = 100, LongestReason = 1000;

    /// <summary>The most that are shown of those that need no decision, the newest.</summary>
    /// <value>Default: 20.</value>
    public int Others { get; init; } = Newest;

    /// <summary>Whether the ledger holds more than the rows.</summary>
    public bool HasMore { get; init; }

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines()
    {
        var (failed, unsent) = (rows.Inbound.Where(row => row.State is InboundState.Failed).ToList(), rows.Outbound.Where(row => row.State is OutboundState.Failed or OutboundState.MaybeSent).ToList());
        if (failed.Count + unsent.Count > 0)
            yield return $"{Plural.Of(failed.Count + unsent.Count, "delivery needs", "deliveries need")} a decision:";
        foreach (var line in failed.SelectMany(Details).Concat(unsent.SelectMany(Details)))
            yield return line;
        var rest = rows.Inbound.Where(row => row.State is not InboundState.Failed).Select(row => (row.At, Line: Line($"in-{row.Id}", row.State.ToText(), row.At, row.Session, row.Address, row.Reason)))
            .Concat(rows.Outbound.Where(row => row.State is not (OutboundState.Failed or OutboundState.MaybeSent)).Select(row => (row.At, Line: Line($"out-{row.Id}", row.State.ToText(), row.At, row.Session, row.Address, row.Reason))))
            .OrderByDescending(pair => pair.At).ToList();
        if (failed.Count + unsent.Count > 0 && rest.Count > 0)
            yield return $"{Plural.Of(rest.Count, "other delivery", "other deliveries")}{(rest.Count > 1 ? ", the newest first" : "")}:";
        foreach (var (_, line) in rest.Take(Others))
            yield return line;
        if (rest.Count > Others || HasMore)
            yield return string.Create(CultureInfo.InvariantCulture, $"… and {Math.Max(0, rest.Count - Others)}{(HasMore ? " or more" : "")} older (--all shows them)");
    }

    private IEnumerable<string> Details(InboundRecord row)
    {
        yield return Line($"in-{row.Id}", row.State.ToText(), row.At, row.Session, row.Address, null);
        foreach (var line in Details(textOf(row), row.Reason))
            yield return line;
        yield return row.Entry is null ? "    It is in no session. Its sender can send it again." : $"    To have it answered, run: lurkbot deliveries retry in-{row.Id}";
    }

    private IEnumerable<string> Details(OutboundRecord row)
    {
        yield return Line($"out-{row.Id}", row.State.ToText(), row.At, row.Session, row.Address, null);
        foreach (var line in Details(row.Text, row.Reason))
            yield return line;
        yield return row.State is OutboundState.MaybeSent
            ? $"    Look in the chat. If it is not there, run: lurkbot deliveries retry out-{row.Id}. If it is, run: lurkbot deliveries cancel out-{row.Id}"
            : $"    To send it again, run: lurkbot deliveries retry out-{row.Id}. To drop it, run: lurkbot deliveries cancel out-{row.Id}";
    }

    private static IEnumerable<string> Details(string? text, string? reason)
    {
        if (text is { Length: > 0 })
            yield return $"    \"{Beginning(text)}\"";
        if (reason is not null)
            yield return $"    Why: {Beginning(reason, LongestReason)}";
    }

    private string Line(string id, string state, DateTimeOffset at, SessionId? session, string address, string? reason) =>
        TerminalText.Sanitize($"  {id,-8} {state.Replace('_', ' '),-10} {at.LocalDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}  {(session is { } its ? nameOf(its) : address)}{(reason is null ? "" : $"  ({Beginning(reason, LongestReason)})")}", keepNewlines: false);

    private static string Beginning(string text, int longest = Shown)
    {
        var shown = TerminalText.Sanitize(text.ReplaceLineEndings(" "), keepNewlines: false).Trim();
        var end = Math.Min(longest, shown.Length);
        return end == shown.Length ? shown : $"{shown[..(char.IsHighSurrogate(shown[end - 1]) ? end - 1 : end)].TrimEnd()}…";
    }
}
