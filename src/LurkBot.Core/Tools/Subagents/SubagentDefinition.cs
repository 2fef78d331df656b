namespace LurkBot.Tools;

/// <summary>A kind of subagent, as a Markdown file with front matter describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for; the model that starts subagents chooses by it.</param>
/// <param name="Prompt">Its system prompt.</param>
internal sealed record SubagentDefinition(string Name, string Description, string Prompt)
{
    /// <summary>The tools that it may have, of those that its parent has; null for all of them.</summary>
    public IReadOnlyList<string>? Tools { get; init; }

    /// <summary>Its model, which may be an alias; null for <c>LURKBOT_SUBAGENT_MODEL</c> or its parent's.</summary>
    public string? Model { get; init; }

    /// <summary>Whether it reads its parent's workspace in the place of one of its own.</summary>
    public bool ReadsParent { get; init; }

    /// <summary>Where it is from: a file's path, or <c>built in</c>.</summary>
    public string Source { get; init; } = "built in";
}
