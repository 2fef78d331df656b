namespace LurkBot.Entries;

/// <summary>Something to remember about a person or a group; the content is the fact.</summary>
public sealed record FactEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Fact;

    /// <summary>Who said what it is drawn from, with their trust then.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The id of the entry that it is drawn from.</summary>
    public long? Of { get; init; }
}
