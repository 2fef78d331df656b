using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>Keeps the turns of one session within its budgets.</summary>
internal interface ITurnBudget
{
    /// <summary>Begins a turn, before its message is stored, or goes on with one.</summary>
    /// <param name="session">The session, held by the turn.</param>
    /// <param name="sender">The id of the person whose message it is; null when unknown.</param>
    /// <param name="goesOn">Whether the turn had begun: then its results are kept, and <see cref="BeforeCall"/> says whether a model may be asked.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <returns>When the turn may begin.</returns>
    /// <exception cref="LurkBotException">It may not; nothing was changed.</exception>
    ValueTask BeginAsync(IStoredSession session, string? sender, bool goesOn, CancellationToken cancellationToken);

    /// <summary>A call to the model is about to begin.</summary>
    /// <exception cref="LurkBotException">It must not.</exception>
    void BeforeCall();

    /// <summary>What the session should be told with the reply that is about to be stored.</summary>
    /// <param name="model">The model that answered.</param>
    /// <param name="usage">Its tokens; null when the provider gave no numbers.</param>
    /// <returns>Texts, each with the mark that keeps it from being told again.</returns>
    IReadOnlyList<(string Text, string Mark)> Weigh(string model, Usage? usage);

    /// <summary>Counts what was just stored in the session.</summary>
    /// <param name="entries">The entries.</param>
    /// <exception cref="LurkBotException">It cannot be counted.</exception>
    void Stored(IReadOnlyList<Entry> entries);
}
