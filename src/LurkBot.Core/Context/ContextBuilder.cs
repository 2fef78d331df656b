using System.Globalization;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>Derives what the model sees from a session's entries: a pure function, the same bytes for the same entries and settings.</summary>
internal static class ContextBuilder
{
    /// <summary>Cuts a context: summaries, what must stay, and the newest whole steps, the newest turn's question always among them.</summary>
    /// <param name="entries">Entries in the order of their ids, as <see cref="ContextReader"/> reads them.</param>
    /// <param name="settings">The budget and the strategy.</param>
    /// <returns>A context within the budget.</returns>
    /// <exception cref="LurkBotException">The newest step alone does not fit.</exception>
    public static ContextView Build(IReadOnlyList<Entry> entries, ContextSettings settings)
    {
        settings = settings.For(entries);
        var history = ContextHistory.Of(entries, settings);
        var cut = new ContextWindow(history, settings);
        if (cut.Needed is not null)
        {
            // Rather a shortened result than no answer.
            history = ContextHistory.Of(entries, settings, shortensNow: true);
            cut = new ContextWindow(history, settings);
        }

        if (cut.Needed is { } needed)
        {
            // What stands before every conversation is the larger part of it.
            if (settings.Overhead > needed / 2)
            {
                throw new LurkBotException(
                    $"The system prompt and the tools take about {settings.Overhead} tokens, with the newest message {needed}, and the context may have {settings.MaxTokens}. "
                    + "Shorten the system prompt, allow fewer tools (LURKBOT_DISABLED_TOOLS), choose a model with a larger window, or raise LURKBOT_MAX_CONTEXT_TOKENS.");
            }

            throw new LurkBotException(
                $"The newest message takes about {needed} tokens with what must stand beside it, and the context may have {settings.MaxTokens}. "
                + "Shorten it, take back what is pinned (/unpin), choose a model with a larger window, or raise LURKBOT_MAX_CONTEXT_TOKENS.");
        }

        var view = new ContextComposition(history, cut, settings);
        view.AddFacts();
        foreach (var (summary, range) in history.Summaries)
            view.AddText(ContextPartKind.Summary, range, string.Create(CultureInfo.InvariantCulture, $"[Summary of entries {range} of this conversation, made by LurkBot]\n{summary.Content}"), settings.Counter.Count(summary));
        view.AddUnits(ContextPartKind.Beginning, history.Units.Take(cut.Beginning));
        var pinned = cut.Pinned(cut.Start).ToList();
        view.AddUnits(ContextPartKind.Pinned, pinned);
        view.AddGap(pinned);
        // What is quoted stands before the turn's messages, wherever those are.
        var turn = settings.Recalled is { } quoted && cut.Total + view.FactsTokens + quoted.Tokens <= settings.MaxTokens ? history.Units.FindIndex(unit => unit.FirstId == quoted.Before) : -1;
        if (turn >= 0 && turn < cut.Start)
            view.AddQuotation(settings.Recalled!);
        view.AddUnits(ContextPartKind.Question, cut.Questions);
        view.AddUnits(ContextPartKind.Newest, history.Units.Skip(cut.Start).Take(Math.Max(0, turn - cut.Start)));
        if (turn >= cut.Start)
            view.AddQuotation(settings.Recalled!);
        view.AddUnits(ContextPartKind.Newest, history.Units.Skip(Math.Max(cut.Start, turn)));
        return view.ToView(pinned);
    }
}
