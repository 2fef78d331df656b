using LurkBot.Budgets;
using LurkBot.Configuration;
using LurkBot.Sessions;

namespace LurkBot.Planning;

/// <summary>What a session may do, and why.</summary>
/// <param name="Exists">Whether it has a history yet.</param>
/// <param name="Plan">What a turn of its most trusted sender runs by.</param>
/// <param name="ModelWhy">Why it is that model.</param>
/// <param name="Sandbox">Its sandbox; null when it runs none.</param>
/// <param name="Budgets">How its budgets stand.</param>
internal sealed record SessionExplanation(bool Exists, TurnPlan Plan, string ModelWhy, SandboxFacts? Sandbox, IReadOnlyList<BudgetStatus> Budgets)
{
    private static readonly string[] ContextSettings = ["LURKBOT_MAX_CONTEXT_TOKENS", "LURKBOT_CONTEXT_", "LURKBOT_COMPACT_", "LURKBOT_SESSION_MAX_MESSAGES", "LURKBOT_RECALL", "LURKBOT_FACTS"];

    /// <summary>Whether the next turn's model sees talk that was overheard, which lowers the turn's trust (RULES LE13).</summary>
    public bool HasOverheard { get; init; }

    /// <summary>Where it is set which sessions it sees.</summary>
    public string VisibilitySetting { get; init; } = "";

    /// <summary>The session.</summary>
    public SessionKey Key => Plan.Key;

    /// <summary>Who may talk in a session of this type.</summary>
    public string WhoMayTalk => Key.Type switch
    {
        SessionType.Main => "you alone, with full trust",
        SessionType.Dm => "one other person, with partial trust",
        SessionType.Group or SessionType.Topic => "everybody in it, with low trust",
        _ => "the session that started it, with its trust at most",
    };

    /// <summary>The limits of one sandboxed command, and how the context is bounded, each with where it is set.</summary>
    /// <param name="services">The configuration.</param>
    /// <param name="sandbox">Whether those of the sandbox are wanted, or those of the context.</param>
    public static IEnumerable<SettingValue> Settings(AssistantServices services, bool sandbox) => services.Configuration.Values.Where(value => sandbox
        ? value.Definition.Name.StartsWith("LURKBOT_SANDBOX_", StringComparison.Ordinal)
        : Array.Exists(ContextSettings, prefix => value.Definition.Name.StartsWith(prefix, StringComparison.Ordinal)));

    /// <summary>A setting's value and where it comes from.</summary>
    public static SettingValue? Setting(AssistantServices services, string name) => services.Configuration.Values.FirstOrDefault(value => string.Equals(value.Definition.Name, name, StringComparison.Ordinal));
}
