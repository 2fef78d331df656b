using LurkBot.Sessions;
using LurkBot.Storage;

namespace LurkBot.Import;

/// <summary>One conversation as it was read from a file.</summary>
/// <param name="Session">What the store would keep.</param>
/// <param name="Title">Its title, if it has one.</param>
/// <param name="Notes">What was left out or assumed.</param>
internal sealed record ImportedSession(NewSession Session, string? Title, ImportNotes Notes)
{
    /// <summary>The session that it is another branch of; null when it is none.</summary>
    public SessionKey? ForkOf { get; init; }
}
