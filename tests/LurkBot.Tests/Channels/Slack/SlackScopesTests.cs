using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LurkBot.Channels;

namespace LurkBot.Tests.Channels;

/// <summary>The app asks for the scopes that the code needs, and for no others: by what the strict server wants for each method that is called, and by what Slack's documentation says of each event.</summary>
public sealed partial class SlackScopesTests
{
    /// <summary>The scopes of the conversations that a method reads.</summary>
    private static readonly string[] Kinds = ["channels", "groups", "im", "mpim"];

    /// <summary>What each event needs (https://docs.slack.dev/reference/events); those that are not here need nothing.</summary>
    private static readonly Dictionary<string, string[]> OfEvents = new(StringComparer.Ordinal)
    {
        ["app_mention"] = ["app_mentions:read"],
        ["channel_id_changed"] = ["channels:read", "groups:read", "mpim:read"],
        ["channel_rename"] = ["channels:read"],
        ["group_rename"] = ["groups:read"],
        ["member_joined_channel"] = ["channels:read", "groups:read"],
        ["member_left_channel"] = ["channels:read", "groups:read"],
        ["message.channels"] = ["channels:history"],
        ["message.groups"] = ["groups:history"],
        ["message.im"] = ["im:history"],
        ["message.mpim"] = ["mpim:history"],
        ["agent_session_stopped"] = ["assistant:write"],
        ["app_home_opened"] = [],
        ["app_uninstalled"] = [],
        ["tokens_revoked"] = [],
    };

    [Fact]
    public void Scopes_AreThoseThatTheCodeNeeds()
    {
        var folder = Path.Combine(Repository.Root, "src", "LurkBot.Adapters", "Channels", "Slack");
        var methods = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).SelectMany(file => Method().Matches(File.ReadAllText(file)).Select(match => match.Groups["method"].Value)).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(methods.Count > 15, string.Join(' ', methods));
        var needed = methods.SelectMany(Of).Concat(SlackScopes.Events.SelectMany(name => OfEvents[name])).Append("commands").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(needed, SlackScopes.Bot.Select(scope => scope.Scope).Order(StringComparer.Ordinal));
        var manifest = JsonNode.Parse(SlackManifest.Text)!;
        Assert.Equal(needed, manifest["oauth_config"]!["scopes"]!["bot"]!.AsArray().Select(scope => (string)scope!).Order(StringComparer.Ordinal));
        Assert.Equal(SlackScopes.Events, manifest["settings"]!["event_subscriptions"]!["bot_events"]!.AsArray().Select(name => (string)name!));
    }

    [Fact]
    public void Scopes_StandInTheGuide_AndNoOthers()
    {
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "slack.md"));
        var table = guide[guide.IndexOf("| Scope |", StringComparison.Ordinal)..guide.IndexOf("Events, buttons and commands need no address", StringComparison.Ordinal)];
        var told = table.Split('\n').Where(row => row.StartsWith("| `", StringComparison.Ordinal)).SelectMany(row => Scope().Matches(row.Split('|')[1]).Select(match => match.Groups["scope"].Value));
        Assert.Equal(SlackScopes.Bot.Select(scope => scope.Scope).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
        Assert.Contains("with the scope `connections:write`", guide, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Of(string method) => method switch
    {
        "users.conversations" => Kinds.Select(kind => kind + ":read"),
        "conversations.history" or "conversations.replies" => Kinds.Select(kind => kind + ":history"),
        // With the app's token.
        "apps.connections.open" => [],
        _ => SlackSchema.Methods[method].Scope.Split('|').Take(1).Where(scope => scope is { Length: > 0 } and not "-"),
    };

    [GeneratedRegex("\"(?<method>(apps|auth|bots|chat|conversations|users|files|reactions|assistant|agents|views)\\.[A-Za-z.]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Method();

    [GeneratedRegex("`(?<scope>[a-z_:]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Scope();
}
