namespace LurkBot.Channels;

/// <summary>What a request counts as for Discord's rate limits: its method and path without ids, and the channel, server, webhook or interaction that has limits of its own (CHANNELS D18).</summary>
/// <param name="Name">Method and path, ids left out.</param>
/// <param name="Major">The channel, server, webhook or interaction; empty for none.</param>
/// <param name="IsInteraction">Whether the limit of all requests together does not count it.</param>
internal sealed record DiscordRoute(string Name, string Major, bool IsInteraction)
{
    /// <summary>The route of a request.</summary>
    /// <param name="method">Its method.</param>
    /// <param name="path">Its path below the version, with or without a query.</param>
    public static DiscordRoute Of(HttpMethod method, string path)
    {
        var parts = path.Split('?')[0].Trim('/').Split('/');
        var major = "";
        for (var i = 1; i < parts.Length; i++)
        {
            if (i == 1 && parts[0] == "interactions")
            {
                // Each has three seconds of its own: none waits for another.
                major = parts[1];
                parts[i] = "{major}";
            }
            else if (i == 1 && parts[0] is "channels" or "guilds" or "webhooks" && Snowflake.TryParse(parts[1]) is not null)
            {
                major = parts[0] == "webhooks" && parts.Length > 2 ? $"{parts[1]}/{parts[2]}" : parts[1];
                parts[i] = "{major}";
            }
            else if (i == 2 && parts[0] is "webhooks" or "interactions")
            {
                parts[i] = "{token}";
            }
            else if (parts[i - 1] == "reactions")
            {
                parts[i] = "{emoji}";
            }
            else if (Snowflake.TryParse(parts[i]) is not null)
            {
                parts[i] = "{id}";
            }
        }

        return new DiscordRoute($"{method.Method} /{string.Join('/', parts)}", major, parts[0] == "interactions");
    }
}
