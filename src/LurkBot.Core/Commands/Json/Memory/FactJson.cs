using System.Text.Json.Serialization;
using LurkBot.Entries;
using LurkBot.Facts;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>A fact that is remembered or proposed.</summary>
internal sealed record FactJson(
    string Id,
    string Memory,
    long Entry,
    string Fact,
    string State,
    DateTime At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Sender,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Trust,
    IReadOnlyList<FactSourceJson> Sources)
{
    /// <summary>The record of a fact.</summary>
    /// <param name="fact">The fact.</param>
    public static FactJson Of(KnownFact fact) => new(
        fact.Name,
        fact.Memory.ToString(),
        fact.Entry.Id,
        fact.Text,
        fact.IsProposed ? "proposed" : "remembered",
        fact.Entry.At.UtcDateTime,
        fact.Entry.Sender?.Id,
        fact.Entry.Sender is { } sender ? ToolPolicy.Name(sender.Trust) : null,
        [.. fact.Entry.Sources.Select(Of)]);

    private static FactSourceJson Of(EntrySource source) => new(source.Session.ToString(), source.Entries);
}
