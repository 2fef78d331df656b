using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Sessions;
using LurkBot.Text;
using LurkBot.Tools;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot tools</c>: what the owner allowed for good.</summary>
internal static class ToolsCommand
{
    public static Command Create() => new("tools", "Show tools and what you allowed them.") { List(), Revoke() };

    private static Command List()
    {
        var json = new FlagOption("--json", "Print a JSON object.");
        var command = new Command("list", "Show the tools, about which of them you are asked, and what you allowed always.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var approvals = new ToolApprovals(host.Options.Home).Read();
            var keys = await KeysAsync(host, cancellationToken);
            if (json.In(result))
                JsonOutput.Write(ToolsJson.Of(host.Options.Tools, approvals, keys), ReportJson.Default.ToolsJson);
            else
                WriteText(host.Options.Tools, approvals, keys);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Revoke()
    {
        var tool = new Argument<string>("TOOL") { HelpName = "TOOL", Description = "The tool's name." };
        tool.CompletionSources.Add(_ => ToolNames.All);
        var folder = new Option<string?>("--folder") { Description = "Only approvals of earlier versions for this folder." };
        var session = new Option<string?>("--session") { Description = "Only approvals of this session." };
        var command = new Command("revoke", "Have a tool ask again before it runs on this machine.") { tool, folder, session };
        command.SetAction(async (result, cancellationToken) =>
        {
            var (name, only) = (result.GetValue(tool)!, result.GetValue(folder) ?? result.GetValue(session));
            if (!ToolNames.All.Contains(name, StringComparer.Ordinal))
                throw new CommandException(ExitCodes.Usage, $"There is no tool {name}. {(NearestName.Find(name, ToolNames.All) is { } nearest ? $"Did you mean {nearest}?" : "See: lurkbot tools list")}");
            var host = Host.Create(Warnings.Write);
            var isMeant = (Func<ToolApproval, bool>?)null;
            if (result.GetValue(session) is { } key)
            {
                await using var meant = await host.OpenAsync(key, cancellationToken);
                isMeant = approval => approval.Session == meant.Info.Id;
            }
            else if (result.GetValue(folder) is { } path)
            {
                isMeant = approval => approval.Session is null && string.Equals(approval.Scope, Path.GetFullPath(path), StringComparison.Ordinal);
            }

            var revoked = new ToolApprovals(host.Options.Home).Revoke(name, isMeant);
            var keys = await KeysAsync(host, cancellationToken);
            foreach (var approval in revoked)
                Console.WriteLine(TerminalText.Sanitize($"{approval.Tool} asks again {Where(approval, keys)}.", keepNewlines: false));
            if (revoked.Count == 0)
                Console.WriteLine($"{name} was not allowed always{(only is null ? "" : " there")}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static async Task<Dictionary<SessionId, SessionKey>> KeysAsync(Host host, CancellationToken cancellationToken) =>
        (await host.Store.ListAsync(cancellationToken)).Sessions.GroupBy(info => info.Id).ToDictionary(group => group.Key, group => group.First().Key);

    /// <summary>Where an approval holds; those of earlier versions were for folders.</summary>
    private static string Where(ToolApproval approval, Dictionary<SessionId, SessionKey> keys) => approval.Session is not { } session
        ? $"in the folder {approval.Scope}"
        : $"in {(keys.TryGetValue(session, out var key) ? key.ToString() : $"session {session}")}{(approval.Since is not null ? " until it is cleared" : approval.IsPrefix ? $": {approval.Scope} …" : $": {approval.Scope}")}";

    private static void WriteText(ToolOptions options, IReadOnlyList<ToolApproval> approvals, Dictionary<SessionId, SessionKey> keys)
    {
        foreach (var tool in ToolNames.All)
        {
            Console.WriteLine($"{tool,-10} {(ToolNames.Holds(options.Ask, tool) ? "asks before it runs outside a sandbox" : "runs without asking")}");
            foreach (var approval in approvals.Where(approval => string.Equals(approval.Tool, tool, StringComparison.Ordinal)))
                Console.WriteLine(TerminalText.Sanitize($"           {(approval.Session is null ? "no longer" : approval.Since is null ? "always" : "now")} allowed {Where(approval, keys)}", keepNewlines: false));
        }
    }
}
