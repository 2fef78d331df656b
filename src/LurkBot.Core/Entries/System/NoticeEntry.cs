namespace LurkBot.Entries;

/// <summary>Something that the user should know. With <see cref="Answers"/> it ends a turn.</summary>
public sealed record NoticeEntry : SystemEntry, ITurnMark
{
    /// <inheritdoc/>
    public override string Kind => SystemKinds.Notice;

    /// <inheritdoc/>
    public IReadOnlyList<long> Heard { get; init; } = [];

    /// <inheritdoc/>
    public IReadOnlyList<long> Answers { get; init; } = [];

    /// <summary>How the turn ended: failed, cancelled or refused; null when it does not end one.</summary>
    public TurnFate? Fate { get; init; }

    /// <summary>What it is about, where that decides something.</summary>
    /// <value>Default: null, it is only read by people.</value>
    public NoticeTopic? Topic { get; init; }

    /// <summary>Names what was said, so that it is said once; for <see cref="NoticeTopic.Budget"/>.</summary>
    public string? Mark { get; init; }

    /// <summary>The model whose call it reports.</summary>
    public string? Model { get; init; }

    /// <summary>Tokens of that call as the provider counted them.</summary>
    public Usage? Usage { get; init; }
}
