using LurkBot.Text;

namespace LurkBot.Models;

/// <summary>Who is asked over a wire.</summary>
/// <param name="Kind">The provider, such as <c>anthropic</c>.</param>
/// <param name="Address">Where requests go.</param>
/// <param name="Model">The model, as the provider calls it.</param>
/// <param name="Variable">The setting to check when the key is refused.</param>
internal sealed record WirePlace(string Kind, Uri Address, string Model, string Variable)
{
    /// <summary>The headers of each request.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>The keys, which a refusal may quote.</summary>
    public KnownSecrets Secrets { get; init; } = KnownSecrets.None;

    /// <summary>Whether the owner set the address, which may then be wrong.</summary>
    public bool IsOwnersAddress { get; init; }

    /// <summary>The name under which histories keep what this model wants back: another address or model cannot use it, and may not see it.</summary>
    public string Owner { get; } = $"{Kind}@{Address.Authority}{Address.AbsolutePath}#{Model}";

    /// <summary>Whether reasoning is this model's own.</summary>
    /// <param name="owner">Whose it is.</param>
    public bool IsOwn(string? owner) =>
        string.Equals(owner, Owner, StringComparison.Ordinal) || (string.Equals(owner, Kind, StringComparison.Ordinal) && string.Equals(Address.Authority, ModelAddresses.Anthropic.Authority, StringComparison.Ordinal));

    /// <summary>An address with a path behind that of the base, whose query stays.</summary>
    /// <param name="address">The base, with or without a slash at its end, or with some of the path already.</param>
    /// <param name="path">The parts of the path.</param>
    public static Uri Join(Uri address, params string[] path)
    {
        var whole = address.AbsolutePath.TrimEnd('/');
        // What the base ends with is not repeated.
        var given = Enumerable.Range(0, path.Length + 1).Last(count => whole.EndsWith(string.Concat(path.Take(count).Select(part => "/" + part)), StringComparison.Ordinal));
        return new UriBuilder(address) { Path = whole + string.Concat(path.Skip(given).Select(part => "/" + part)) }.Uri;
    }
}
