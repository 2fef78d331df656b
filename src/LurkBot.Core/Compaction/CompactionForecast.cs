using System.Globalization;
using LurkBot.Entries;
using LurkBot.Text;

namespace LurkBot.Compaction;

/// <summary>What a compaction that someone asks for would do.</summary>
/// <param name="Range">The entries that would be made small.</param>
/// <param name="Messages">The messages among them.</param>
/// <param name="Tokens">Their tokens, estimated.</param>
/// <param name="Kept">The messages behind them, which would stay as they are.</param>
/// <param name="Model">The model that would summarize; null where a list would be made without one.</param>
internal sealed record CompactionForecast(EntryRange Range, int Messages, long Tokens, int Kept, string? Model)
{
    /// <summary>It in a sentence.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Plural.Of(Messages, "message")} (entries {Range}, about {Tokens:#,0} tokens) become {(Model is null ? "a list, made without a model" : $"a summary by {TerminalText.Sanitize(Model)}")}; the {(Kept == 1 ? "one" : Plural.Of(Kept, "message"))} after {(Messages == 1 ? "it" : "them")} {(Kept == 1 ? "stays" : "stay")}.");
}
