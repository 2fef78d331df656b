using System.Diagnostics.CodeAnalysis;
using LurkBot.Delivery;

namespace LurkBot.Channels;

/// <summary>What became of a request to a platform.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record SendOutcome
{
    private SendOutcome()
    {
    }

    /// <summary>The platform gave the message's id.</summary>
    /// <param name="PlatformId">The id.</param>
    public sealed record Sent(string PlatformId) : SendOutcome;

    /// <summary>It certainly was not done, and may be tried again.</summary>
    /// <param name="Why">Why, in a few words.</param>
    /// <param name="After">How long the platform wants us to wait; null when it did not say.</param>
    public sealed record NotYet(string Why, TimeSpan? After) : SendOutcome;

    /// <summary>The platform refused it for good.</summary>
    /// <param name="Why">Why, in a few words.</param>
    public sealed record Refused(string Why) : SendOutcome
    {
        /// <summary>Whether the chat takes nothing from the bot, whatever it says: it is not there, or lacks a permission.</summary>
        public bool IsOfChat { get; init; }
    }

    /// <summary>The answer was lost: it may have been done.</summary>
    /// <param name="Why">What went wrong.</param>
    public sealed record Uncertain(string Why) : SendOutcome;

    /// <summary>It was not done: the chat has another id.</summary>
    /// <param name="To">Where it is now.</param>
    public sealed record Moved(DeliveryTarget To) : SendOutcome;

    /// <summary>The message that was to be edited is not there any more.</summary>
    public sealed record Gone : SendOutcome;
}
