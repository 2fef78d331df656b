using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Search;

/// <summary>A message that was found.</summary>
/// <param name="Session">Its session.</param>
/// <param name="EntryId">Its place in the session.</param>
/// <param name="At">When it was said.</param>
/// <param name="Role">Who said it: <c>user</c> or <c>assistant</c>.</param>
/// <param name="Who">Who said it, as <see cref="EntrySpeaker"/> names them; null for the model and where it is not known.</param>
/// <param name="Standing">Whether the model still sees it.</param>
/// <param name="Snippet">The text around the first place that matches.</param>
internal sealed record SearchHit(SessionKey Session, long EntryId, DateTimeOffset At, string Role, string? Who, EntryVisibility Standing, Snippet Snippet);
