using System.Text.Json.Serialization;

namespace LurkBot.Channels;

/// <summary>What <c>pairing.json</c> holds.</summary>
/// <param name="People">Who was let in.</param>
/// <param name="Waiting">Codes that wait.</param>
internal sealed record PairingState(IReadOnlyList<PairedPerson> People, IReadOnlyList<PairingCode> Waiting)
{
    /// <summary>No one, and no codes.</summary>
    [JsonIgnore]
    public static PairingState Empty { get; } = new([], []);
}
