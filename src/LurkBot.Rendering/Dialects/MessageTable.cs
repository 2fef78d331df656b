namespace LurkBot.Rendering;

/// <summary>A table, for platforms that have tables.</summary>
/// <param name="Rows">Its rows, the cells of each as text in styles.</param>
/// <param name="Alignments">The alignment of each column: <c>left</c>, <c>center</c>, <c>right</c>; null for none.</param>
internal sealed record MessageTable(IReadOnlyList<(bool IsHeader, IReadOnlyList<IReadOnlyList<MessageRun>> Cells)> Rows, IReadOnlyList<string?> Alignments)
{
    /// <summary>How many columns it has.</summary>
    public int Columns => Rows.Count == 0 ? 0 : Rows.Max(row => row.Cells.Count);
}
