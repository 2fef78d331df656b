using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>What became of one request to the Bot API.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record TelegramAnswer
{
    private TelegramAnswer()
    {
    }

    /// <summary>What went wrong, in a few words, without the token; for people.</summary>
    public abstract string Said { get; }

    /// <summary>Telegram did it.</summary>
    /// <param name="Result">What it gave back.</param>
    public sealed record Done(JsonElement Result) : TelegramAnswer
    {
        public override string Said => "done";
    }

    /// <summary>Telegram itself refused; the request had no effect.</summary>
    /// <param name="Code">Its error code, such as 400.</param>
    /// <param name="Description">Its words.</param>
    /// <param name="After">How long it wants us to wait; null when it did not say.</param>
    /// <param name="MovedTo">The id that the chat has now; null when it did not move.</param>
    public sealed record Refused(int Code, string Description, TimeSpan? After, long? MovedTo) : TelegramAnswer
    {
        public override string Said => Description.Length == 0 ? $"error {Code}" : Description;

        /// <summary>Whether it refused for the content of the request, in these words.</summary>
        /// <param name="words">Some words of Telegram's, in any letter case.</param>
        public bool Says(string words) => Code == 400 && Description.Contains(words, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The request never reached Telegram.</summary>
    /// <param name="Why">Why.</param>
    /// <param name="After">How long something on the way wants us to wait; null when it did not say.</param>
    public sealed record NotSent(string Why, TimeSpan? After = null) : TelegramAnswer
    {
        public override string Said => Why;
    }

    /// <summary>The request left, and no answer of Telegram's came back: it may have been done.</summary>
    /// <param name="Why">What came instead.</param>
    public sealed record Lost(string Why) : TelegramAnswer
    {
        public override string Said => Why;
    }
}
