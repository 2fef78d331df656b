using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>What the offline model understands as a request to use a tool: a small grammar, documented in docs/models.md. It never guesses.</summary>
internal static partial class OfflineRequests
{
    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.Singleline | RegexOptions.CultureInvariant;

    /// <summary>The calls that a message asks for.</summary>
    /// <param name="text">What a person said.</param>
    /// <param name="tools">The tools that there are.</param>
    /// <returns>None when it asks for none, or for one that there is not.</returns>
    public static IReadOnlyList<FunctionCallContent> Find(string text, IEnumerable<AITool>? tools)
    {
        if (tools is null)
            return [];
        var calls = UnderstandAgents(text.Trim());
        if (calls.Count == 0 && Understand(text.Trim()) is { } one)
            calls = [one];
        return calls.All(call => tools.Any(tool => string.Equals(tool.Name, call.Name, StringComparison.Ordinal))) ? calls : [];
    }

    /// <summary>The subagents that a message asks for: one, or several with <c>and</c> between them.</summary>
    /// <param name="text">What a person said.</param>
    internal static IReadOnlyList<FunctionCallContent> UnderstandAgents(string text)
    {
        if (!Spawn().IsMatch(text))
            return [];
        var calls = new List<FunctionCallContent>();
        foreach (var part in AndAnother().Split(text))
        {
            var asked = Spawn().Match(calls.Count == 0 ? part : $"ask the {part}");
            if (!asked.Success)
                return [];
            var task = ("task", (object)asked.Groups["text"].Value.Trim());
            var call = asked.Groups["agent"] is { Success: true } agent ? Call("sessions_spawn", ("agent", agent.Value.ToLowerInvariant()), task) : Call("sessions_spawn", task);
            calls.Add(new FunctionCallContent(calls.Count == 0 ? call.CallId : $"{call.CallId}{calls.Count + 1}", call.Name, call.Arguments));
        }

        return calls;
    }

    /// <summary>The call that a message asks for, whatever tools there are.</summary>
    /// <param name="text">What a person said.</param>
    internal static FunctionCallContent? Understand(string text)
    {
        if (UnderstandAgents(text) is [var agent, ..])
            return agent;
        if (Say().Match(text) is { Success: true } said)
            return Call("sessions_send", ("to", Target(said)), ("message", said.Groups["text"].Value.Trim()));
        if (Tell().Match(text) is { Success: true } told)
            return Call("sessions_send", ("to", Target(told)), ("message", told.Groups["text"].Value.Trim()));
        if (Ask().Match(text) is { Success: true } asked)
            return Call("sessions_send", ("to", Target(asked)), ("message", asked.Groups["text"].Value.Trim()), ("wait", true));
        if (List().IsMatch(text))
            return Call("sessions_list");
        if (Search().Match(text) is { Success: true } sought)
            return Call("sessions_search", ("words", sought.Groups["text"].Value.Trim()));
        if (History().Match(text) is { Success: true } read)
            return Call("sessions_history", ("session", Target(read)));
        return Status().Match(text) is { Success: true } status ? Call("session_status", ("session", Target(status))) : null;
    }

    private static FunctionCallContent Call(string name, params (string Name, object Value)[] arguments) =>
        new("offline", name, arguments.ToDictionary(argument => argument.Name, argument => (object?)argument.Value, StringComparer.Ordinal));

    /// <summary>A target without the words around it: <c>the #dev-updates channel</c> is <c>#dev-updates</c>.</summary>
    private static string Target(Match match) => Around().Replace(match.Groups["to"].Value.Trim(), "").Trim('"', '“', '”', '\'', ' ');

    [GeneratedRegex("""^(please\s+)?(send|post|say|write)\s+(the\s+message\s+)?["“'](?<text>.+?)["”']\s+(to|in|on|into)\s+(?<to>.+?)[.!]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Say();

    [GeneratedRegex("""^(please\s+)?(tell|message|notify)\s+(?<to>[^"“:]+?|[^"“\s]+)(:\s+|\s+that\s+|\s+(?=["“]))["“]?(?<text>.+?)["”]?$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tell();

    [GeneratedRegex("""^(please\s+)?ask\s+(?<to>[^"“:]+?|[^"“\s]+)(:\s+|\s+(?=["“]))["“]?(?<text>.+?)["”]?$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Ask();

    [GeneratedRegex("""^(please\s+)?(ask|have|spawn|start|launch)\s+(the|a|an)\s+((?<agent>coder|researcher|file-manager)(\s+(sub)?agent)?|(?<agent>[a-z][a-z0-9-]*)\s+(sub)?agent|subagent)(\s+to\s+|\s*:\s*)(?<text>.+?)[.]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spawn();

    [GeneratedRegex("""[,.;]?\s+and\s+((ask|have|start)\s+)?(the|a|an)\s+(?=((coder|researcher|file-manager)(\s+(sub)?agent)?|[a-z][a-z0-9-]*\s+(sub)?agent|subagent)\s+to\s)""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex AndAnother();

    [GeneratedRegex("""^((please\s+)?(list|show)\s+((me\s+)?(all|my|the|all\s+my|all\s+the)\s+)?sessions|(which|what)\s+sessions\s+are\s+there)[.?!]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex List();

    [GeneratedRegex("""^(please\s+)?search\s+((all|my|the|all\s+my|all\s+the)\s+)?(sessions|chats)\s+for\s+["“]?(?<text>.+?)["”]?[.!]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Search();

    [GeneratedRegex("""^(please\s+)?(show|read)\s+(me\s+)?the\s+history\s+of\s+(?<to>.+?)[.!]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex History();

    [GeneratedRegex("""^((please\s+)?(show|give)\s+(me\s+)?the\s+status\s+of|how\s+is\s+the\s+session)\s+(?<to>.+?)[.?!]*$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Status();

    [GeneratedRegex("""^(the\s+)?((channel|session|chat|group|person)\s+)?|\s+(channel|session|chat|group)$""", Options, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Around();
}
