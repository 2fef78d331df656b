using System.Diagnostics.CodeAnalysis;
using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>Whether a message of a platform is taken.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>It is answered.</summary>
    /// <param name="Key">The session.</param>
    /// <param name="Trust">How far its sender is trusted.</param>
    /// <param name="IsOwner">Whether its sender is the owner.</param>
    public sealed record Taken(SessionKey Key, Trust Trust, bool IsOwner) : Admission;

    /// <summary>It is kept, so that the model knows of it, and not answered.</summary>
    /// <param name="Key">The session.</param>
    public sealed record Observed(SessionKey Key) : Admission;

    /// <summary>It is nothing for the bot: talk among people.</summary>
    public sealed record Ignored : Admission;

    /// <summary>Its sender may not talk here; their text is not kept.</summary>
    /// <param name="Why">Why, for the ledger and for <c>explain</c>.</param>
    public sealed record Refused(string Why) : Admission
    {
        /// <summary>Whether a stranger may be given a code for pairing.</summary>
        public bool OffersPairing { get; init; }

        /// <summary>What the sender is told; null for nothing.</summary>
        public string? Told { get; init; }
    }
}
