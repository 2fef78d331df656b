using LurkBot.Sessions;

namespace LurkBot.Planning;

/// <summary>Settings of one session, <c>LURKBOT_SESSION__KEY__…</c>.</summary>
internal static class SessionSetting
{
    /// <summary>The value that is set for a session. A name that means several sessions is reported, not guessed; what only takes away counts for all of them.</summary>
    /// <param name="services">The store.</param>
    /// <param name="key">The session.</param>
    /// <param name="values">The values by environment name.</param>
    /// <param name="setting">What follows the key in the variable's name.</param>
    /// <param name="onlyTakesAway">Whether the setting can but forbid.</param>
    /// <param name="cancellationToken">Cancels the look at the other sessions.</param>
    /// <returns>Null when none is set, or it is not used.</returns>
    public static async Task<T?> FindAsync<T>(AssistantServices services, SessionKey key, IDictionary<string, T> values, string setting, bool onlyTakesAway, CancellationToken cancellationToken)
        where T : class
    {
        var name = SessionEnvironmentName.For(key);
        if (!values.TryGetValue(name, out var value))
            return null;
        var others = (await services.Directory.FindByEnvironmentNameAsync(name, cancellationToken)).Where(other => other != key).ToList();
        if (others.Count == 0)
            return value;
        services.Warn($"LURKBOT_SESSION__{name}__{setting} could mean {key} or {string.Join(" or ", others)}, so it is {(onlyTakesAway ? "used for each of them" : "not used")}.");
        return onlyTakesAway ? value : null;
    }
}
