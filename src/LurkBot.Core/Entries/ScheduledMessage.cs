using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LurkBot.Entries;

/// <summary>A message that a schedule brought, as its entry tells it: which schedule, and for which time.</summary>
/// <param name="Id">The schedule.</param>
/// <param name="Due">The time that it was due; null when the owner ran it by hand.</param>
/// <param name="Late">How long after that time it was accepted; never negative.</param>
internal readonly record struct ScheduledMessage(string Id, DateTimeOffset? Due, TimeSpan Late)
{
    /// <summary>A reply that is exactly this is kept and not sent.</summary>
    public const string SilenceToken = "NO_REPLY";

    private const string Prefix = $"{MessageOrigin.Schedule}:";
    private const string DueFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>What is later than this counts as late.</summary>
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    /// <summary>Whether it came so late that its reader should know.</summary>
    public bool IsLate => Late > Tolerance;

    /// <summary>The origin of a schedule's messages.</summary>
    /// <param name="id">The schedule.</param>
    public static string OriginOf(string id) => MessageOrigin.OfSchedule(id).ToString();

    /// <summary>The source of the message for one due time: always the same, so that it is accepted once.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="due">The due time.</param>
    public static string SourceOf(string id, DateTimeOffset due) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{id}:{due.UtcDateTime.ToString(DueFormat, CultureInfo.InvariantCulture)}");

    /// <summary>The source of the message of a run that the owner asked for.</summary>
    /// <param name="id">The schedule.</param>
    /// <param name="request">What tells this run from others.</param>
    public static string SourceOfRun(string id, string request) => $"{Prefix}{id}:{request}";

    /// <summary>Whether a schedule brought a message.</summary>
    /// <param name="entry">The message.</param>
    public static bool Is(UserEntry entry) => MessageOrigin.TryParse(entry.Origin) is { Kind: MessageOrigin.Schedule };

    /// <summary>Reads what an entry says.</summary>
    /// <param name="entry">The message.</param>
    /// <param name="message">What it says, when a schedule brought it.</param>
    public static bool TryRead(UserEntry entry, [NotNullWhen(true)] out ScheduledMessage? message)
    {
        message = null;
        if (MessageOrigin.TryParse(entry.Origin) is not { Kind: MessageOrigin.Schedule, Name: var id })
            return false;
        var origin = OriginOf(id);
        DateTimeOffset? due = entry.Source is { } source && source.StartsWith(origin + ":", StringComparison.Ordinal)
            && DateTimeOffset.TryParseExact(source.AsSpan(origin.Length + 1), DueFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
        var late = due is { } at && entry.At > at ? entry.At - at : TimeSpan.Zero;
        message = new ScheduledMessage(id, due, late);
        return true;
    }

    /// <summary>How late it was, in its two largest units: <c>3 h 12 min</c>.</summary>
    public string LateText() => Late switch
    {
        { TotalDays: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)Late.TotalDays} d {Late.Hours} h"),
        { TotalHours: >= 1 } => string.Create(CultureInfo.InvariantCulture, $"{(int)Late.TotalHours} h {Late.Minutes} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)Late.TotalMinutes} min"),
    };
}
