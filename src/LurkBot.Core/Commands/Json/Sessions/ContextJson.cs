using System.Text.Json.Serialization;
using LurkBot.Context;
using LurkBot.Sessions;

namespace LurkBot.Commands;

/// <summary>What a model sees of a session.</summary>
internal sealed record ContextJson(
    string Session,
    string Model,
    string Strategy,
    int Budget,
    long Tokens,
    long StableTokens,
    int OverheadTokens,
    int MessageCount,
    IReadOnlyList<ContextPartJson> Parts,
    IReadOnlyList<ContextGapJson> LeftOut,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ContextMessageJson>? Messages)
{
    /// <summary>The ids of the entries that were quoted before the newest turn that was answered; null when none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Recalled { get; init; }

    /// <summary>The entries of other sessions that were quoted there, facts among them; null when none were.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<FactSourceJson>? RecalledFrom { get; init; }

    /// <summary>The record of a view.</summary>
    /// <param name="key">The session.</param>
    /// <param name="model">The model.</param>
    /// <param name="view">What it sees.</param>
    /// <param name="withMessages">Whether the messages themselves are wanted.</param>
    public static ContextJson Of(SessionKey key, string model, ContextView view, bool withMessages) => new(
        key.ToString(),
        model,
        view.Settings.Strategy.ToString().ToLowerInvariant(),
        view.Settings.MaxTokens,
        view.Tokens,
        view.Stable,
        view.Settings.Overhead,
        view.Messages.Count,
        [.. view.Parts.Select(ContextPartJson.Of)],
        [.. view.LeftOut.Select(ContextGapJson.Of)],
        withMessages ? [.. view.Messages.Select(ContextMessageJson.Of)] : null)
    {
        Recalled = view.LastRecalled.Any(part => part.Session is null) ? [.. view.LastRecalled.Where(part => part.Session is null).Select(part => part.Entry)] : null,
        RecalledFrom = view.LastRecalled.Any(part => part.Session is not null)
            ? [.. view.LastRecalled.Where(part => part.Session is not null).GroupBy(part => part.Session!.Value).Select(other => new FactSourceJson(other.Key.ToString(), [.. other.Select(part => part.Entry)]))]
            : null,
    };
}
