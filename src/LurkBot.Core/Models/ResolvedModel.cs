namespace LurkBot.Models;

/// <summary>The model of a session, and why it is that one.</summary>
/// <param name="Model">Its name, no alias.</param>
/// <param name="Source">What chose it: a setting's name, a command, or a sentence's rest.</param>
/// <param name="Alias">The alias by which it was chosen; null when it was named.</param>
internal sealed record ResolvedModel(string Model, string Source, string? Alias = null)
{
    /// <inheritdoc/>
    public override string ToString() => Alias is null ? $"{Model} ({Source})" : $"{Model} ({Source}, alias {Alias})";
}
