namespace LurkBot.Doors;

/// <summary>How a gateway shows who it is, before a client says anything.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Home">Its home folder's id.</param>
/// <param name="Settings">For each setting a keyed hash of its name and value.</param>
/// <param name="Proof">A keyed hash of the client's nonce and all of the above: only who knows the token can make it.</param>
internal sealed record WireHello(string Version, string Home, IReadOnlyDictionary<string, string> Settings, string Proof);
