using System.Globalization;
using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>What a subagent was started with, and may never exceed: kept with the message that starts its session.</summary>
/// <param name="Name">The name of its definition; <c>subagent</c> for one without.</param>
/// <param name="Trust">The trust of the turn that started it.</param>
/// <param name="Depth">How many levels below a session of people: 1 or 2.</param>
internal sealed record SubagentCharter(string Name, Trust Trust, int Depth)
{
    /// <summary>How deep subagents may start subagents.</summary>
    public const int MostDepth = 2;

    /// <summary>The tools that it may have, with commas between them: never more than its parent's.</summary>
    public string Tools { get; init; } = "";

    /// <summary>The most that it sees of other sessions, as settings write it.</summary>
    public string Visibility { get; init; } = "self";

    /// <summary>The folder of its parent that it reads; null for a workspace of its own.</summary>
    public string? Reads { get; init; }

    /// <summary>Whether the owner named that folder.</summary>
    public bool ReadsOwners { get; init; }

    /// <summary>Whether its parent's tools run in a sandbox: then its own do too.</summary>
    public bool IsSandboxed { get; init; }

    /// <summary>What chose its model.</summary>
    public string ModelSource { get; init; } = "";

    /// <summary>How much it may use, as <c>50000</c> tokens or <c>$0.50</c>; null for what its parent may.</summary>
    public string? Budget { get; init; }

    /// <summary>How long it may run.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The tools that it may have.</summary>
    public IReadOnlyList<string> ToolNames => Tools.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Null when it is not understood: nothing may run by it.</returns>
    public static SubagentCharter? TryParse(string text)
    {
        var charter = new SubagentCharter("", Trust.Low, 0);
        foreach (var fact in text.Split(';'))
        {
            if (fact.Split('=') is not [var name, var escaped])
                return null;
            var value = Uri.UnescapeDataString(escaped);
            SubagentCharter? next = name switch
            {
                "name" => charter with { Name = value },
                "trust" => TrustOf(value) is { } trust ? charter with { Trust = trust } : null,
                "depth" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var depth) ? charter with { Depth = depth } : null,
                "tools" => charter with { Tools = value },
                "visibility" => charter with { Visibility = value },
                "reads" => charter with { Reads = value },
                "reads_owners" => charter with { ReadsOwners = value is "true" },
                "sandboxed" => charter with { IsSandboxed = value is "true" },
                "model_source" => charter with { ModelSource = value },
                "budget" => charter with { Budget = value },
                "timeout" => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 1e7 ? charter with { Timeout = TimeSpan.FromSeconds(seconds) } : null,
                _ => null,
            };
            if (next is null)
                return null;
            charter = next;
        }

        return charter is { Name.Length: > 0, Depth: > 0 } ? charter : null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        (string Name, string? Value)[] facts =
        [
            ("name", Name),
            ("trust", Trust switch { Trust.Full => "full", Trust.Partial => "partial", _ => "low" }),
            ("depth", Depth.ToString(CultureInfo.InvariantCulture)),
            ("tools", Tools),
            ("visibility", Visibility),
            ("reads", Reads),
            ("reads_owners", ReadsOwners ? "true" : null),
            ("sandboxed", IsSandboxed ? "true" : null),
            ("model_source", ModelSource),
            ("budget", Budget),
            ("timeout", Timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)),
        ];
        return string.Join(';', facts.Where(fact => fact.Value is not null).Select(fact => $"{fact.Name}={Uri.EscapeDataString(fact.Value!)}"));
    }

    private static Trust? TrustOf(string text) => text switch
    {
        "full" => Trust.Full,
        "partial" => Trust.Partial,
        "low" => Trust.Low,
        _ => null,
    };
}
