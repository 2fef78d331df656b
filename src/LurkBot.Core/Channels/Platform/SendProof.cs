using System.Diagnostics.CodeAnalysis;

namespace LurkBot.Channels;

/// <summary>What a platform shows of a part whose answer was lost.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record SendProof
{
    private SendProof()
    {
    }

    /// <summary>It is there.</summary>
    /// <param name="PlatformId">The message's id.</param>
    public sealed record Sent(string PlatformId) : SendProof;

    /// <summary>It certainly is not there, and will not come any more: it may be sent again.</summary>
    public sealed record Absent : SendProof;

    /// <summary>The platform could not be asked; it may tell later.</summary>
    public sealed record NotNow : SendProof;

    /// <summary>The platform does not tell.</summary>
    public sealed record Unknown : SendProof;
}
