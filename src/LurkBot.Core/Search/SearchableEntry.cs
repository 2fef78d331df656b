using LurkBot.Entries;

namespace LurkBot.Search;

/// <summary>A message as searches see it.</summary>
/// <param name="Id">Its place in the session.</param>
/// <param name="At">When it was said.</param>
/// <param name="Role">Who said it: <c>user</c> or <c>assistant</c>.</param>
/// <param name="Who">Who said it, as <see cref="EntrySpeaker"/> names them; null for the model and where it is not known.</param>
/// <param name="Person">The person's id on their platform; null where it is not known.</param>
/// <param name="Standing">Whether the model still sees it.</param>
/// <param name="Text">What was said.</param>
internal sealed record SearchableEntry(long Id, DateTimeOffset At, string Role, string? Who, string? Person, EntryVisibility Standing, string Text)
{
    /// <summary>
    /// The UTF-16 code units of a message that searches look at: more than anybody writes. One message of many megabytes must not make
    /// each search slow.
    /// </summary>
    internal const int Longest = 200_000;

    /// <summary>Who said it, as far as searches tell sides apart.</summary>
    public MessageSide Side { get; init; } = Role is "assistant" ? MessageSide.Model : MessageSide.Person;

    /// <summary>Whether it is someone's own word here. What another session or a schedule sent is not found by a person's name.</summary>
    public bool IsSaid { get; init; } = true;

    /// <summary>Whether it is text of lower trust: no word of someone who is fully trusted here, nor of the model.</summary>
    public bool IsOutside { get; init; }

    /// <summary>All that people and the model said in a session, as it reads now: the newest text of a message, nothing of a deleted one.</summary>
    /// <param name="entries">All its entries, in the order of their ids.</param>
    /// <returns>Messages with text, in the same order.</returns>
    public static List<SearchableEntry> Of(IReadOnlyList<Entry> entries)
    {
        var clear = EffectiveHistory.LastClear(entries);
        var visible = EffectiveHistory.Visible(entries).Select(entry => entry.Id).ToHashSet();
        var versions = MessageVersions.Of(entries);
        var found = new List<SearchableEntry>();
        foreach (var entry in entries)
        {
            if (!entry.IsMessage || versions.IsHidden(entry.Id))
                continue;
            var text = entry is UserEntry message ? versions.Of(message).Content : entry.Content;
            if (text.Length == 0)
                continue;
            var standing = visible.Contains(entry.Id) ? EntryVisibility.Standing : entry.Id < clear ? EntryVisibility.Cleared : EntryVisibility.Undone;
            var (user, said) = (entry as UserEntry, entry is not UserEntry { IsSaid: false });
            found.Add(new SearchableEntry(entry.Id, entry.At, entry is UserEntry ? "user" : "assistant", user is null ? null : EntrySpeaker.Of(user), user?.Sender?.Id, standing, Beginning(text))
            {
                Side = entry is AssistantEntry ? MessageSide.Model : entry is UserEntry { Observed: true } ? MessageSide.Overheard : MessageSide.Person,
                IsSaid = said,
                IsOutside = user is not null and not { HasStandingApprovals: true, Sender.Trust: Sessions.Trust.Full },
            });
        }

        return found;
    }

    private static string Beginning(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
}
