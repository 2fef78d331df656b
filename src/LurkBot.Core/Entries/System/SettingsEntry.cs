namespace LurkBot.Entries;

/// <summary>Settings of the session changed.</summary>
public sealed record SettingsEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Settings;

    /// <summary>The session's model from here on; empty goes back to the default, null changes nothing.</summary>
    public string? Model { get; init; }

    /// <summary>The session's queue mode from here on, such as <c>steer</c>; empty goes back to the default, null changes nothing.</summary>
    public string? Queue { get; init; }

    /// <summary>Higher limits of budgets from here on.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<BudgetExtension> Budget { get; init; } = [];
}
