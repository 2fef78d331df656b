using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>What is known of one call beside its arguments and its result.</summary>
internal sealed class CallFacts
{
    private static readonly object Key = new();

    /// <summary>The call's id, as the history has it.</summary>
    public string CallId { get; set; } = "";

    /// <summary>Told now and then by a tool that takes long that its work goes on; null for no one.</summary>
    public Action? OnAlive { get; set; }

    /// <summary>Why it must not run; null when it may.</summary>
    public string? Denial { get; set; }

    /// <summary>Where it ran: <c>host</c>, or the sandbox's name.</summary>
    public string? Backend { get; set; }

    /// <summary>A command's exit code.</summary>
    public int? ExitCode { get; set; }

    /// <summary>A command's most bytes of memory, where they were measured.</summary>
    public long? PeakMemory { get; set; }

    /// <summary>The name of a blob that the call kept, which its result names; null for none.</summary>
    public string? Blob { get; set; }

    /// <summary>What of other sessions the result tells.</summary>
    /// <value>Default: nothing.</value>
    public IReadOnlyList<EntrySource> Sources { get; set; } = [];

    /// <summary>The facts that travel with a call's arguments.</summary>
    public static CallFacts In(AIFunctionArguments arguments)
    {
        arguments.Context ??= new Dictionary<object, object?>();
        if (arguments.Context.TryGetValue(Key, out var known) && known is CallFacts facts)
            return facts;
        var made = new CallFacts();
        arguments.Context[Key] = made;
        return made;
    }
}
