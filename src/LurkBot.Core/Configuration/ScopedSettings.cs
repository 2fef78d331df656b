using LurkBot.Sessions;
using LurkBot.Settings;
using LurkBot.Text;

namespace LurkBot.Configuration;

/// <summary>The settings of one session, <c>LURKBOT_SESSION__KEY__…</c>, and of one channel, <c>LURKBOT_CHANNEL__…</c>.</summary>
internal sealed class ScopedSettings
{
    private const string Prefix = "LURKBOT_";
    private const string SessionPrefix = "LURKBOT_SESSION__";

    private readonly Dictionary<string, ScopedSetting<LurkBotOptions>> ofSession = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ScopedSetting<LurkBotOptions>> ofChannel = new(StringComparer.Ordinal);

    /// <summary>Gathers what features add.</summary>
    /// <param name="contributions">What they add.</param>
    /// <exception cref="ArgumentException">Two settings have one name.</exception>
    internal ScopedSettings(IReadOnlyList<SettingContribution> contributions)
    {
        foreach (var contribution in contributions)
        {
            foreach (var setting in contribution.OfSession)
                ofSession.Add(setting.Name, setting);
            foreach (var setting in contribution.OfChannel)
                ofChannel.Add(setting.Name, setting);
        }
    }

    /// <summary>Those of one session, in the order of their features.</summary>
    internal IEnumerable<ScopedSetting<LurkBotOptions>> OfSession => ofSession.Values;

    /// <summary>Those of one channel, in the order of their features.</summary>
    internal IEnumerable<ScopedSetting<LurkBotOptions>> OfChannel => ofChannel.Values;

    /// <summary>The setting of a name.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>Null when the name is not of this kind.</returns>
    public SettingDefinition? Find(string name)
    {
        var end = name.LastIndexOf("__", StringComparison.Ordinal);
        if (end < 0)
            return null;
        var setting = name[(end + 2)..];
        if (name.StartsWith(SessionPrefix, StringComparison.Ordinal))
            return end > SessionPrefix.Length ? Bind(ofSession, name, name[SessionPrefix.Length..end], setting) : null;
        return name.StartsWith(Prefix, StringComparison.Ordinal) && end > Prefix.Length && name[Prefix.Length..end] is var channel && ChannelEnvironmentName.IsValid(channel)
            ? Bind(ofChannel, name, channel, setting)
            : null;
    }

    /// <summary>Whose setting one of a session is.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>The session's name as it is written there, which need not be one; null when it is no setting of a session.</returns>
    internal string? SessionOf(string name) => name.StartsWith(SessionPrefix, StringComparison.Ordinal) && Find(name) is not null
        ? name[SessionPrefix.Length..name.LastIndexOf("__", StringComparison.Ordinal)]
        : null;

    /// <summary>The setting of a session that was probably meant by a name that is none.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>Null when nothing is near.</returns>
    internal string? Nearest(string name)
    {
        if (!name.StartsWith(SessionPrefix, StringComparison.Ordinal))
            return null;
        var rest = name[SessionPrefix.Length..];
        foreach (var setting in ofSession.Keys)
        {
            if (rest.EndsWith(setting, StringComparison.Ordinal))
                return $"{SessionPrefix}{(rest[..^setting.Length].Trim('_') is { Length: > 0 } session ? session : "<KEY>")}__{setting}";
        }

        var end = rest.LastIndexOf("__", StringComparison.Ordinal) + 2;
        return end > 2 && NearestName.Find(rest[end..], ofSession.Keys) is { } meant ? SessionPrefix + rest[..end] + meant : null;
    }

    private static SettingDefinition? Bind(Dictionary<string, ScopedSetting<LurkBotOptions>> settings, string name, string scope, string setting) =>
        settings.TryGetValue(setting, out var found) ? new(name, null, found.Accepts, found.Description, (options, text) => found.Apply(options, scope, text)) : null;
}
