using LurkBot.Entries;
using LurkBot.Sessions;

namespace LurkBot.Accounting;

/// <summary>One call to a model, as the session that made it tells of it.</summary>
/// <param name="At">When its reply was stored.</param>
/// <param name="Session">The session.</param>
/// <param name="Entry">The reply's entry.</param>
/// <param name="Model">The model that answered; null when nobody knows.</param>
/// <param name="Usage">Its tokens; null when the provider gave no numbers.</param>
internal sealed record ModelCall(DateTimeOffset At, SessionId Session, long Entry, string? Model, Usage? Usage)
{
    /// <summary>The platform's id of the person whose message it answers; null when nobody knows.</summary>
    public string? Person { get; init; }

    /// <summary>The name that the person had then.</summary>
    public string? PersonName { get; init; }
}
