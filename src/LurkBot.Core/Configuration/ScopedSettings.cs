using LurkBot.Budgets;
using LurkBot.Prompts;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Configuration;

/// <summary>The settings of one session, <c>LURKBOT_SESSION__KEY__…</c>, and of one channel, <c>LURKBOT_CHANNEL__…</c>.</summary>
public static class ScopedSettings
{
    private const string Prefix = "LURKBOT_";
    private const string SessionPrefix = "LURKBOT_SESSION__";

    private static readonly string[] OfSessions = ["MODEL", "TOOLS", "BUDGET_TOKENS", "BUDGET_COST", "SYSTEM_PROMPT", "SYSTEM_PROMPT_FILE"];

    /// <summary>The setting of a name.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>Null when the name is not of this kind.</returns>
    public static SettingDefinition? Find(string name)
    {
        var end = name.LastIndexOf("__", StringComparison.Ordinal);
        if (end < 0)
            return null;
        var setting = name[(end + 2)..];
        if (name.StartsWith(SessionPrefix, StringComparison.Ordinal))
            return end > SessionPrefix.Length ? OfSession(name, name[SessionPrefix.Length..end], setting) : null;
        return name.StartsWith(Prefix, StringComparison.Ordinal) && end > Prefix.Length && name[Prefix.Length..end] is var channel && ChannelEnvironmentName.IsValid(channel)
            ? OfChannel(name, channel, setting)
            : null;
    }

    /// <summary>Whose setting one of a session is.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>The session's name as it is written there, which need not be one; null when it is no setting of a session.</returns>
    internal static string? SessionOf(string name) => name.StartsWith(SessionPrefix, StringComparison.Ordinal) && Find(name) is not null
        ? name[SessionPrefix.Length..name.LastIndexOf("__", StringComparison.Ordinal)]
        : null;

    /// <summary>The setting of a session that was probably meant by a name that is none.</summary>
    /// <param name="name">The variable's whole name.</param>
    /// <returns>Null when nothing is near.</returns>
    internal static string? Nearest(string name)
    {
        if (!name.StartsWith(SessionPrefix, StringComparison.Ordinal))
            return null;
        var rest = name[SessionPrefix.Length..];
        foreach (var setting in OfSessions)
        {
            if (rest.EndsWith(setting, StringComparison.Ordinal))
                return $"{SessionPrefix}{(rest[..^setting.Length].Trim('_') is { Length: > 0 } session ? session : "<KEY>")}__{setting}";
        }

        var end = rest.LastIndexOf("__", StringComparison.Ordinal) + 2;
        return end > 2 && NearestName.Find(rest[end..], OfSessions) is { } meant ? SessionPrefix + rest[..end] + meant : null;
    }

    private static SettingDefinition? OfSession(string name, string key, string setting) => setting switch
    {
        "MODEL" => new(name, null, "a model's name", "The model of one session.", (options, text) => Set(options.Models.SessionModels, key, text)),
        "TOOLS" => new(name, null, ToolNames.Accepted, "The tools of one session, among those that its trust allows.", (options, text) => SetTools(options.Tools.Sessions, key, ToolNames.Parse(text))),
        "BUDGET_TOKENS" => new(name, null, BudgetSetting.AcceptedTokens, "The most tokens of one session before it pauses.", (options, text) => SetTokens(options.Budgets.Sessions, key, BudgetSetting.ParseTokens(text))),
        "BUDGET_COST" => new(name, null, BudgetSetting.AcceptedCost, "What one session may cost before it pauses.", (options, text) => SetCost(options.Budgets.Sessions, key, BudgetSetting.ParseCost(text))),
        "SYSTEM_PROMPT" => new(name, null, "text", "The system prompt of one session.", (options, text) => SetText(options.Prompts.Sessions, key, text)),
        "SYSTEM_PROMPT_FILE" => new(name, null, "a file", "A file whose text is the system prompt of one session.", (options, text) => SetFile(options.Prompts.Sessions, key, text)),
        _ => null,
    };

    private static SettingDefinition? OfChannel(string name, string channel, string setting) => setting switch
    {
        "MODEL" => new(name, null, "a model's name", "The model of one channel's sessions.", (options, text) => Set(options.Models.ChannelModels, channel, text)),
        "SYSTEM_PROMPT" => new(name, null, "text", "The system prompt of one channel's sessions.", (options, text) => SetText(options.Prompts.Channels, channel, text)),
        "SYSTEM_PROMPT_FILE" => new(name, null, "a file", "A file whose text is the system prompt of one channel's sessions.", (options, text) => SetFile(options.Prompts.Channels, channel, text)),
        _ => null,
    };

    private static bool SetTools(IDictionary<string, IReadOnlyList<string>> tools, string key, IReadOnlyList<string>? names)
    {
        tools[key] = names ?? [];
        return names is not null;
    }

    private static bool SetTokens(IDictionary<string, BudgetSetting> budgets, string key, long? tokens)
    {
        budgets[key] = new(tokens, budgets.TryGetValue(key, out var budget) ? budget.Cost : null);
        return tokens is not null;
    }

    private static bool SetCost(IDictionary<string, BudgetSetting> budgets, string key, decimal? cost)
    {
        budgets[key] = new(budgets.TryGetValue(key, out var budget) ? budget.Tokens : null, cost);
        return cost is not null;
    }

    private static bool SetText(IDictionary<string, PromptSetting> prompts, string key, string text)
    {
        prompts[key] = new(text, prompts.TryGetValue(key, out var prompt) ? prompt.File : null);
        return true;
    }

    private static bool SetFile(IDictionary<string, PromptSetting> prompts, string key, string file)
    {
        prompts[key] = new(prompts.TryGetValue(key, out var prompt) ? prompt.Text : null, file);
        return true;
    }

    private static bool Set(IDictionary<string, string> values, string key, string text)
    {
        values[key] = text;
        return true;
    }
}
