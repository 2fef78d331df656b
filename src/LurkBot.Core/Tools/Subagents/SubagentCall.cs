using LurkBot.Text;

namespace LurkBot.Tools;

/// <summary>What a model asks for when it starts a subagent.</summary>
/// <param name="Task">What the subagent is to do.</param>
internal sealed record SubagentCall(string Task)
{
    /// <summary>The name of its definition; null for a subagent without one.</summary>
    public string? Agent { get; init; }

    /// <summary>Its model; null for what its definition and the settings say.</summary>
    public string? Model { get; init; }

    /// <summary>The tools that it may have; null for those of its definition.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Whether it reads its parent's workspace; null for what its definition says.</summary>
    public bool? ReadsParent { get; init; }

    /// <summary>How much it may use, in tokens or dollars; null for what its parent may.</summary>
    public string? Budget { get; init; }

    /// <summary>How many seconds it may run; null for <c>LURKBOT_SUBAGENT_TIMEOUT</c>, which is the most.</summary>
    public int? Seconds { get; init; }

    /// <summary>Reads a call.</summary>
    /// <param name="input">What the model passed.</param>
    /// <param name="longest">How long any subagent may run (<c>LURKBOT_SUBAGENT_TIMEOUT</c>).</param>
    /// <exception cref="ToolRefusedException">It is not one.</exception>
    public static SubagentCall Read(ToolInput input, TimeSpan longest) => new(input.Text("task"))
    {
        Agent = Given(input.OptionalText("agent")),
        Model = Given(input.OptionalText("model")),
        Tools = Given(input.OptionalText("tools")) is { } tools ? ToolsOf(tools) : null,
        ReadsParent = Given(input.OptionalText("workspace")) switch
        {
            null => null,
            "own" => false,
            "parent" => true,
            _ => throw new ToolRefusedException("The argument workspace must be own or parent."),
        },
        Budget = Given(input.OptionalText("budget")),
        Seconds = Given(input.OptionalText("timeout")) is null ? null : input.Number("timeout", 0, 1, Math.Max(1, (int)longest.TotalSeconds)),
    };

    private static IReadOnlyList<string> ToolsOf(string text)
    {
        var known = ToolNames.ParseOfAgents(text, out var unknown);
        if (unknown.Count == 0)
            return known;
        var meant = unknown.Select(name => NearestName.Find(name.ToLowerInvariant(), ToolNames.All)).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        throw new ToolRefusedException($"Not started: there is no tool {string.Join(", ", unknown.Select(name => $"“{TerminalText.Sanitize(name, keepNewlines: false)}”"))}. {(meant.Count == 0 ? "" : $"Did you mean {string.Join(", ", meant)}? ")}The argument tools takes names with commas between them: {string.Join(", ", ToolNames.All)}. Left out, the subagent has all tools that it may have.");
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
