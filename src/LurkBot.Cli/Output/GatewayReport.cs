using LurkBot.Doors;

namespace LurkBot.Cli.Output;

/// <summary>What <c>lurkbot gateway status</c> says.</summary>
internal sealed record GatewayReport
{
    /// <summary>Whether a gateway of this home runs.</summary>
    public bool Running { get; init; }

    /// <summary>Whether chats go through it.</summary>
    public bool UsedByChats { get; init; }

    /// <summary>Why they do not.</summary>
    public string? Why { get; init; }

    /// <summary>Where it answered.</summary>
    public string? Address { get; init; }

    /// <summary>The settings that differ from this command line's.</summary>
    public IReadOnlyList<string> Differs { get; init; } = [];

    /// <summary>What it says about itself.</summary>
    public WireStatus? Gateway { get; init; }

    /// <summary>What the newest gateway wrote down: of one that runs, or of the last one.</summary>
    public GatewayRecord? Last { get; init; }
}
