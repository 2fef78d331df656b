namespace LurkBot.Tests.Channels;

/// <summary>A route of the API.</summary>
/// <param name="Name">The verb and the path with variable parts in braces.</param>
/// <param name="Run">What it does, under the gate of the world.</param>
internal sealed record RestRoute(string Name, Func<RestCall, RestAnswer> Run)
{
    private readonly string[] parts = Name[(Name.IndexOf('/', StringComparison.Ordinal) + 1)..].Split('/');

    public string Verb => Name[..Name.IndexOf(' ', StringComparison.Ordinal)];

    /// <summary>Whether the bot's token has to come: all routes but those whose path carries a token, and the address of the gateway.</summary>
    public bool NeedsToken => parts[0] is not ("webhooks" or "interactions") && Name != "GET /gateway";

    /// <summary>Whether requests count towards the limit over all routes.</summary>
    public bool IsGlobal => parts[0] is not ("webhooks" or "interactions");

    /// <summary>The values of the variable parts; null when the path is another.</summary>
    public Dictionary<string, string>? Match(string[] path)
    {
        if (path.Length != parts.Length)
            return null;
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var at = 0; at < parts.Length; at++)
        {
            if (parts[at].StartsWith('{'))
                values[parts[at][1..^1]] = path[at];
            else if (parts[at] != path[at])
                return null;
        }

        return values;
    }
}
