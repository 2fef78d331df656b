using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Doors;

/// <summary>A message that is answered.</summary>
/// <param name="Id">Its entry.</param>
/// <param name="Text">What was said.</param>
internal sealed record WireQuestion(long Id, string Text)
{
    /// <summary>What brought it, when no person wrote it.</summary>
    public string? Origin { get; init; }

    /// <summary>The name of the person, or of the one on whose behalf it came.</summary>
    public string? Name { get; init; }

    /// <summary>The message of an entry.</summary>
    public static WireQuestion Of(UserEntry entry) => new(entry.Id, entry.Content) { Origin = entry.Origin, Name = entry.Sender?.Name ?? entry.Sender?.Id };

    /// <summary>The entry, as far as it is told.</summary>
    public UserEntry ToEntry() => new() { Id = Id, Content = Text, Origin = Origin, Sender = Name is null ? null : new Sender(Name, Name, Trust.Low) };
}
