using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Commands;

/// <summary>What a session may do, for people.</summary>
internal static class ExplanationText
{
    private const int NameWidth = 12;

    /// <summary>The lines of an explanation.</summary>
    public static IEnumerable<string> Lines(ExplanationJson told) => Rows(told).Select(row => TerminalText.Sanitize($"{row.Name.PadRight(NameWidth)}{row.Text}", keepNewlines: false));

    private static IEnumerable<(string Name, string Text)> Rows(ExplanationJson told) =>
    [
        ("session", $"{told.Session}{(told.Exists ? "" : " (not begun yet)")}"),
        ("type", told.Type),
        ("trust", $"{told.Trust} at most: the lower of the session's and the sender's{(told.Overheard ? ", and low as long as the model sees talk that it overheard" : "")}"),
        ("who talks", told.WhoTalks),
        ("model", $"{told.Model} ({told.ModelSource})"),
        ("workspace", $"{told.Workspace} ({Source("LURKBOT_SESSION_WORKSPACE", told.WorkspaceSource)})"),
        ("reads", $"{Reads(told)} ({WhyReads(told)})"),
        ("sends to", SendsTo(told)),
        ("recalls", Recalls(told)),
        ("remembers", told.RemembersOf is { } whom ? $"facts of {whom}: lurkbot memory list{(whom is "owner" ? "" : $" --of {whom}")}" : "nothing (LURKBOT_FACTS, or several people write in it)"),
        .. Named("tools", told.Tools.Select(PlanText.ToolLine)),
        .. Sandbox(told.Sandbox),
        .. Named("context", told.Context.Select(Setting)),
        .. Named("budgets", told.Budgets.Count == 0 ? [BudgetOutput.None] : BudgetOutput.Lines([.. told.Budgets.Select(budget => budget.ToStatus())]).Zip(told.Budgets, (line, budget) => $"{line} ({budget.Setting})")),
    ];

    /// <summary>The row of the matrix that holds for the session.</summary>
    private static string Reads(ExplanationJson told) => told.Visibility switch
    {
        not "self" when !HasReadingTool(told) => "itself alone",
        "all" => "all sessions",
        "person" => "itself, the session that started it, those it started, and direct chats in which the same person is the only one",
        "tree" => "itself, the session that started it, and those it started",
        _ => "itself alone",
    };

    /// <summary>What decided that: its setting, or what stands above it.</summary>
    private static string WhyReads(ExplanationJson told) =>
        told.Visibility is not "self" && !HasReadingTool(told) ? "it has none of the tools that read other sessions"
        : told.VisibilityLimit is { } limit ? $"{limit}, whatever {told.VisibilitySetting} says"
        : $"{told.VisibilitySetting}={told.Visibility}";

    private static string Recalls(ExplanationJson told) => told.Recalls switch
    {
        "off" => "nothing (LURKBOT_RECALL=off)",
        "person" => "earlier messages of its own, and of other direct chats and terminal sessions in which the same person is the only one (LURKBOT_RECALL=person)",
        _ => "earlier messages of its own that its context does not hold",
    };

    private static bool HasReadingTool(ExplanationJson told) => TurnExchange.Tools.Any(tool => tool is not TurnExchange.SendTool && IsAllowed(told, tool));

    /// <summary>Nothing goes to a session that it does not read, or to one of more trust.</summary>
    private static string SendsTo(ExplanationJson told) =>
        told.Visibility is "self" ? "no other session"
        : !IsAllowed(told, TurnExchange.SendTool) ? $"no other session: {TurnExchange.SendTool} is off, so what it reads is read only"
        : told.Trust switch
        {
            "full" => "each of them",
            "partial" => "each of them but your own direct chats and terminal sessions, which are read only",
            _ => "groups and threads among them; direct chats and terminal sessions are read only",
        };

    private static bool IsAllowed(ExplanationJson told, string name) => told.Tools.Any(tool => tool.Allowed && string.Equals(tool.Name, name, StringComparison.Ordinal));

    private static IEnumerable<(string Name, string Text)> Sandbox(ExplainedSandboxJson sandbox)
    {
        var held = sandbox.Problem.Text is { } problem ? $"yes, but {problem}" : $"yes, {sandbox.Backend.Text}, seen to hold";
        yield return ("sandbox", $"{(sandbox.Required ? held : "no, tools run on this machine")} ({Source(sandbox.Setting, sandbox.Source)})");
        foreach (var (limit, mechanism) in sandbox.HeldBy ?? new Dictionary<string, string>(StringComparer.Ordinal))
            yield return ("", $"{limit}: held by {mechanism}{(sandbox.HeldLoosely?.Contains(limit, StringComparer.Ordinal) == true ? ", which can be passed for a moment" : "")}");
        foreach (var limit in sandbox.Limits ?? [])
            yield return ("", Setting(limit));
    }

    private static IEnumerable<(string Name, string Text)> Named(string name, IEnumerable<string> lines) => lines.Select((line, i) => (i == 0 ? name : "", line));

    private static string Setting(SettingValueJson setting) => $"{setting.Name}={setting.Value ?? "not set"} ({setting.Source})";

    private static string Source(string setting, string? source) => source is null ? "default" : $"{setting}, {source}";
}
