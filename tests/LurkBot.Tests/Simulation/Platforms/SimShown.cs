namespace LurkBot.Tests.Simulation;

/// <summary>What a chat shows of the bot now.</summary>
/// <param name="Platform">Where.</param>
/// <param name="Chat">The chat, as targets name it.</param>
/// <param name="Answers">The bot's messages, also those in its threads.</param>
internal sealed record SimShown(SimPlatform Platform, string Chat, IReadOnlyList<SimAnswer> Answers)
{
    /// <summary>Whether another chat took its place.</summary>
    public bool IsGone { get; init; }
}
