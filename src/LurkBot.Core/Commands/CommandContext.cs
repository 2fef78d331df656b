using LurkBot.Entries;
using LurkBot.Operations;
using LurkBot.Planning;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Commands;

/// <summary>What a chat command works with.</summary>
/// <param name="Services">What turns share.</param>
/// <param name="Session">The session that it was given in.</param>
/// <param name="Argument">What follows its name; without blanks around it.</param>
/// <param name="Stop">Stops the turn that runs in the session; true also stops what waits.</param>
internal sealed record CommandContext(AssistantServices Services, SessionOperations Session, string Argument, Func<bool, CancellationToken, ValueTask<StopResult>> Stop)
{
    /// <summary>What the door says over the configuration.</summary>
    /// <value>Default: null, nothing.</value>
    public MessageOverrides? Door { get; init; }

    /// <summary>Whether a change waits for a turn that runs.</summary>
    /// <value>Default: true.</value>
    public bool Wait { get; init; } = true;

    /// <summary>How long a change waits for a turn that runs; null for the setting.</summary>
    /// <value>Default: null.</value>
    public TimeSpan? Patience { get; init; }

    /// <summary>Told once who holds the session.</summary>
    /// <value>Default: null, no one watches.</value>
    public Action<TurnLeaseOwner?>? OnWaiting { get; init; }

    /// <summary>Who gave it.</summary>
    /// <value>Default: the owner.</value>
    public string Actor { get; init; } = "owner";

    /// <summary>Who gave it, as they are trusted.</summary>
    /// <value>Default: the owner at a terminal.</value>
    public Sender Speaker { get; init; } = new("owner", null, Trust.Full);

    /// <summary>Whether the owner gave it.</summary>
    /// <value>Default: true.</value>
    public bool IsOwner { get; init; } = true;

    /// <summary>A message as that person would send it, for what depends on who speaks; none at the owner's own machine.</summary>
    internal IReadOnlyList<UserEntry> ByAccount => Actor == Speaker.Id && Actor != "owner" ? [new UserEntry { Sender = Speaker }] : [];

    /// <summary>A change that the command makes.</summary>
    /// <param name="name">The command.</param>
    public OperationRequest Request(string name) => new(new SessionChange(Actor, name), Wait, OnWaiting) { Patience = Patience };
}
