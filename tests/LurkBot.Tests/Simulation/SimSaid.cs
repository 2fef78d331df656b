using LurkBot.Tests.Channels;

namespace LurkBot.Tests.Simulation;

/// <summary>Something that a person wrote.</summary>
/// <param name="Token">The word in it that tells it from all others.</param>
/// <param name="Message">It, on the platform.</param>
/// <param name="Key">The session that it belongs to; empty when it may not be taken.</param>
/// <param name="Update">The number of the update that tells of it.</param>
internal sealed record SimSaid(string Token, ServerMessage Message, string Key, long Update)
{
    public string Source { get; } = $"telegram:123456:{Message.Chat.Id}:{Message.Id}:1";

    public bool IsCommand { get; init; }

    public bool IsStop => Message.Text.StartsWith("/stop", StringComparison.Ordinal);

    /// <summary>Whether the model answers it only once the world is calm.</summary>
    public bool IsHard { get; init; }

    /// <summary>Whether a file came with it.</summary>
    public bool HasFile { get; init; }

    /// <summary>Whether it was changed or deleted later.</summary>
    public bool IsEdited { get; set; }

    public TimeSpan At { get; init; }
}
