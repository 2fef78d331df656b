using LurkBot.Sessions;

namespace LurkBot.Access;

/// <summary>Which sessions a session may read and send to, and how far messages between sessions go.</summary>
internal sealed class AccessOptions
{
    private readonly Dictionary<SessionType, Visibility> types = new()
    {
        [SessionType.Main] = Visibility.All,
        [SessionType.Dm] = Visibility.Person,
        [SessionType.Group] = Visibility.Self,
        [SessionType.Topic] = Visibility.Self,
        [SessionType.Subagent] = Visibility.Tree,
    };

    /// <summary>What single sessions see, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, VisibilitySetting> Sessions { get; } = new Dictionary<string, VisibilitySetting>(StringComparer.Ordinal);

    /// <summary>The most messages in a row that sessions send because of each other.</summary>
    /// <value>Default: 4. Range 1 to 16.</value>
    public int MaxHops { get; set; } = 4;

    /// <summary>The most messages that sessions send because of one message.</summary>
    /// <value>Default: 32. Range 1 to 1,000.</value>
    public int MaxMessages { get; set; } = 32;

    /// <summary>How long a session waits for the answer of another.</summary>
    /// <value>Default: 2 minutes. Range 1 second to 1 hour.</value>
    public TimeSpan WaitTimeout { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>What sessions of a type see.</summary>
    /// <param name="type">The type.</param>
    public Visibility Of(SessionType type) => types[type];

    /// <summary>Sets what sessions of a type see.</summary>
    /// <param name="type">The type.</param>
    /// <param name="visibility">What they see.</param>
    public void Set(SessionType type, Visibility visibility) => types[type] = visibility;

    /// <summary>
    /// What a turn sees: what its session does, and with less trust than its session can have (a message from someone else, overheard talk) no more than a
    /// session of that trust (invariant 7).
    /// </summary>
    /// <param name="type">The session's type.</param>
    /// <param name="trust">The turn's trust.</param>
    /// <param name="own">What is set for the session alone; null for nothing.</param>
    public Visibility Of(SessionType type, Trust trust, Visibility? own)
    {
        var visibility = own ?? Of(type);
        if (trust >= type.MaximumTrust())
            return visibility;
        var most = Of(trust is Trust.Partial ? SessionType.Dm : SessionType.Group);
        return visibility < most ? visibility : most;
    }

    /// <summary>The setting that says what sessions of a type see.</summary>
    /// <param name="type">The type.</param>
    public static string SettingOf(SessionType type) => $"LURKBOT_VISIBILITY_{type.ToText().ToUpperInvariant()}";
}
