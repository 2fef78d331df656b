namespace LurkBot.Entries;

/// <summary>Something to remember about a person or a group; the content is the fact.</summary>
public sealed record FactEntry : SystemEntry
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Fact;

    /// <summary>Who said what it is drawn from, with their trust then.</summary>
    public Sender? Sender { get; init; }

    /// <summary>The id of the fact whose place it takes: of a proposal that it accepts, or of an earlier wording.</summary>
    public long? Of { get; init; }

    /// <summary>Whether it waits for acceptance: no model sees it before.</summary>
    public bool Proposed { get; init; }

    /// <summary>The entries of other sessions that it is drawn from, so that it is erased with them.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<EntrySource> Sources { get; init; } = [];
}
