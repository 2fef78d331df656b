using LurkBot.Delivery;

namespace LurkBot.Tests.Simulation;

/// <summary>Something that a person wrote.</summary>
/// <param name="Token">The word in it that tells it from all others.</param>
/// <param name="Platform">Where.</param>
/// <param name="Source">Its identity.</param>
/// <param name="Key">The session that it belongs to; empty when it may not be taken.</param>
internal sealed record SimSaid(string Token, SimPlatform Platform, MessageSource Source, string Key)
{
    /// <summary>Its identity in the ledger.</summary>
    public string Row { get; } = Source.ToString();

    /// <summary>The chat in which it must be answered, as targets name it.</summary>
    public required string Chat { get; init; }

    /// <summary>The thread in which it must be answered; null for the chat itself.</summary>
    public string? Thread { get; init; }

    /// <summary>Whether its chat has threads.</summary>
    public bool HasThreads { get; init; }

    /// <summary>Whether the platform tells of it sooner or later.</summary>
    public bool IsOwed { get; set; }

    public bool IsCommand { get; init; }

    /// <summary>Whether it stops what runs in its session.</summary>
    public bool IsStop { get; init; }

    /// <summary>Whether the model answers it only once the world is calm.</summary>
    public bool IsHard { get; init; }

    /// <summary>Whether a file came with it.</summary>
    public bool HasFile { get; init; }

    /// <summary>Whether it was changed or deleted later.</summary>
    public bool IsEdited { get; set; }

    public bool IsDeleted { get; set; }

    /// <summary>Whether it was said to hear whether the platform is heard at the end.</summary>
    public bool IsLast { get; init; }

    public TimeSpan At { get; init; }

    /// <summary>Puts another word in the place of its own; null where that is not done.</summary>
    public Action<string>? Edit { get; init; }

    /// <summary>Deletes it; null where a bot does not hear of that.</summary>
    public Action? Delete { get; init; }
}
