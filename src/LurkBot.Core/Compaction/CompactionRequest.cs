using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Compaction;

/// <summary>Why a session is compacted, and for whom.</summary>
/// <param name="Trigger">Why.</param>
/// <param name="Actor">Who asks for it.</param>
/// <param name="Model">The model that summarizes.</param>
/// <param name="Wait">How long to wait for a turn of the session that is under way; null when the caller's own turn holds it.</param>
internal sealed record CompactionRequest(CompactionTrigger Trigger, string Actor, string Model, TurnLeaseRequest? Wait)
{
    /// <summary>What the person asks to keep above all.</summary>
    /// <value>Default: null, nothing.</value>
    public string? Focus { get; init; }

    /// <summary>Whether an error of the model says that the request was too long for it; then a shorter one is tried.</summary>
    /// <value>Default: null, none does.</value>
    public Func<Exception, bool>? IsTooLong { get; init; }

    /// <summary>Gets each entry that is left, with what its calls cost.</summary>
    /// <value>Default: null, nobody does.</value>
    public Action<SystemEntry>? OnStored { get; init; }
}
