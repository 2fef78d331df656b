using System.Buffers;
using System.Globalization;
using System.Text.RegularExpressions;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Context;

/// <summary>
/// Tells the model who wrote a message, in one line before it: in a group each person, in direct chats only who is not expected there.
/// Names are chosen by people, so they are sanitized, and text that looks like such a line is escaped.
/// </summary>
internal static partial class SpeakerLine
{
    private const int LongestName = 64;

    private static readonly SearchValues<string> Word = SearchValues.Create(["From", "End", "The", "Date", "Recalled", "Facts", "Summary"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The line; null when the session's type alone tells who speaks, as in the owner's own sessions and in direct chats.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="type">The session's type.</param>
    public static string? Of(UserEntry entry, SessionType type)
    {
        if (ScheduledMessage.TryRead(entry, out var scheduled))
            return OfSchedule(scheduled.Value, entry.Sender?.Trust);
        var isNamed = entry.Observed || type switch
        {
            SessionType.Main => entry.Sender is { Trust: not Trust.Full },
            SessionType.Dm => false,
            _ => true,
        };
        var origin = entry.Origin is { } text ? $"sent by {Clean(MessageOrigin.Describe(text))}" : null;
        var sender = (isNamed || origin is not null) && entry.Sender is { } person ? $"{Clean(person.Name ?? person.Id)}{(person.Name is null ? "" : $", id {Clean(person.Id)}")}" : null;
        if (entry.Observed)
            return $"[From {sender ?? "an unknown person"}, overheard: not said to you]";
        return (sender, origin) switch
        {
            (null, null) => isNamed ? "[From an unknown person]" : null,
            (null, _) => $"[From another session or a schedule, {origin}]",
            (_, null) => $"[From {sender}]",
            _ => $"[From {sender}, {origin}]",
        };
    }

    /// <summary>A schedule's prompt is not something that someone says now, and a model may have set it up.</summary>
    private static string OfSchedule(ScheduledMessage message, Trust? trust)
    {
        var when = message.Due is { } due ? string.Create(CultureInfo.InvariantCulture, $"due {due.UtcDateTime:yyyy-MM-dd HH:mm} UTC{(message.IsLate ? $", {message.LateText()} late" : "")}") : "run by hand";
        var maker = trust is Trust.Full ? "that the owner set up" : "that a model proposed and the owner confirmed";
        return $"[From schedule {Clean(message.Id)} {maker}, {when}. No one wrote this just now. If there is nothing to tell, reply with exactly {ScheduledMessage.SilenceToken}: then nothing is sent.]";
    }

    /// <summary>The line before the new text of a message that was seen already.</summary>
    /// <param name="correction">The correction.</param>
    public static string OfCorrection(CorrectionEntry correction) =>
        string.Create(CultureInfo.InvariantCulture, $"[From {NameOf(correction.Sender)}, who corrected their earlier message #{correction.Corrects}; it now reads:]");

    /// <summary>The line before a file of a message that was seen without it.</summary>
    /// <param name="arrival">The file.</param>
    public static string OfArrival(AttachmentEntry arrival) =>
        string.Create(CultureInfo.InvariantCulture, $"[From LurkBot: a file of the earlier message #{arrival.Of} {(arrival.Blob is null ? "did not arrive" : "has arrived")}]");

    /// <summary>As what kind of session its messages are told: a direct chat in which several wrote, since it was a group once, names each.</summary>
    /// <param name="entries">What the model sees.</param>
    /// <param name="type">The session's type.</param>
    public static SessionType KindOf(IReadOnlyList<Entry> entries, SessionType type)
    {
        if (type != SessionType.Dm)
            return type;
        var people = entries.OfType<UserEntry>().Where(entry => entry is { Sender: not null, IsSaid: true, Observed: false }).Select(entry => entry.Sender!.Id).Distinct(StringComparer.Ordinal);
        return people.Skip(1).Any() ? SessionType.Group : type;
    }

    /// <summary>A message's text, in which no line looks like one of ours.</summary>
    public static string Escape(string text) => text.Contains('[', StringComparison.Ordinal) && text.AsSpan().ContainsAny(Word) ? Forged().Replace(text, "${before}\\[") : text;

    private static string NameOf(Sender? sender) => sender is null ? "an unknown person" : Clean(sender.Name ?? sender.Id);

    /// <summary>A name that cannot be taken for more than that.</summary>
    public static string Clean(string text) =>
        HistoryDigest.Shorten(TerminalText.Sanitize(text, keepNewlines: false).Replace('[', '(').Replace(']', ')'), LongestName);

    // Line breaks do not count as blanks: a long run of them would take quadratic time.
    [GeneratedRegex(@"(?<before>(^|[\r\v\f\u0085\u2028\u2029])[\p{Zs}\p{Cf}\t>*_`]*)\[(?=[\p{Zs}\p{Cf}\t]*(From|Date|Recalled[\p{Zs}\t]+by|Facts[\p{Zs}\t]+kept|(Summary|End)[\p{Zs}\t]+of|The[\p{Zs}\t]+(recording|file))\b)", RegexOptions.Multiline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Forged();
}
