using System.CommandLine;
using System.Text.Json;
using LurkBot.Configuration;
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
        command.SetAction(result =>
        {
            var host = Host.Create();
            var approvals = new ToolApprovals(host.Options.Home).Read();
            if (json.In(result))
                WriteJson(host.Options.Tools, approvals);
            else
                WriteText(host.Options.Tools, approvals);
            return ExitCodes.Success;
        });
        return command;
    }

    private static Command Revoke()
    {
        var tool = new Argument<string>("TOOL") { Description = "The tool's name." };
        tool.CompletionSources.Add(_ => ToolNames.All);
        var folder = new Option<string?>("--folder") { Description = "Only in this folder." };
        var command = new Command("revoke", "Have a tool ask again before it runs on this machine.") { tool, folder };
        command.SetAction(result =>
        {
            var (name, only) = (result.GetValue(tool)!, result.GetValue(folder));
            if (!ToolNames.All.Contains(name, StringComparer.Ordinal))
                throw new CommandException(ExitCodes.Usage, $"There is no tool {name}. {(NearestName.Find(name, ToolNames.All) is { } nearest ? $"Did you mean {nearest}?" : "See: lurkbot tools list")}");
            var revoked = new ToolApprovals(Host.Create().Options.Home).Revoke(name, only is null ? null : Path.GetFullPath(only));
            foreach (var approval in revoked)
                Console.WriteLine(TerminalText.Sanitize($"{approval.Tool} asks again in {approval.Folder}."));
            if (revoked.Count == 0)
                Console.WriteLine($"{name} was not allowed always{(only is null ? "" : " there")}.");
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteText(ToolOptions options, IReadOnlyList<ToolApproval> approvals)
    {
        foreach (var tool in ToolNames.All)
        {
            Console.WriteLine($"{tool,-10} {(ToolNames.Holds(options.Ask, tool) ? "asks before it runs outside a sandbox" : "runs without asking")}");
            foreach (var approval in approvals.Where(approval => string.Equals(approval.Tool, tool, StringComparison.Ordinal)))
                Console.WriteLine(TerminalText.Sanitize($"           always allowed in {approval.Folder}"));
        }
    }

    private static void WriteJson(ToolOptions options, IReadOnlyList<ToolApproval> approvals)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteStartArray("tools"u8);
            foreach (var tool in ToolNames.All)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, tool);
                json.WriteBoolean("asks_on_host"u8, ToolNames.Holds(options.Ask, tool));
                json.WriteStartArray("always_allowed_in"u8);
                foreach (var approval in approvals.Where(approval => string.Equals(approval.Tool, tool, StringComparison.Ordinal)))
                    json.WriteStringValue(approval.Folder);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }
}
