using System.Text.Json.Serialization;

namespace LurkBot.Access;

/// <summary>What <c>people.json</c> holds.</summary>
/// <param name="Links">Accounts that are one person, each a list of at least two, such as <c>telegram:4711</c> and <c>discord:8822</c>.</param>
/// <param name="Waiting">Links to which one side has said yes.</param>
internal sealed record PeopleState(IReadOnlyList<IReadOnlyList<string>> Links, IReadOnlyList<LinkCode> Waiting)
{
    /// <summary>No links, and none that wait.</summary>
    [JsonIgnore]
    public static PeopleState Empty { get; } = new([], []);
}
