using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Text;
using LurkBot.Turns;
using Microsoft.Extensions.AI;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions tools</c>: the calls of tools that a session made.</summary>
internal static class SessionsToolsCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var last = new NumberOption("--last", "Only the newest N calls.");
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("tools", "Show the calls of tools that a session made, from logs/tools.jsonl.") { key, last, json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            await using var session = await host.OpenAsync(result.GetValue(key)!, cancellationToken);
            var id = session.Info.Id.ToString();
            var lines = host.ToolLog.Read().Where(line => string.Equals(Text(line, "id"), id, StringComparison.Ordinal)).TakeLast(last.In(result) ?? int.MaxValue).ToList();
            if (json.In(result))
                JsonOutput.Write(lines, ReportJson.Default.IReadOnlyListJsonElement);
            else
                WriteText(lines, host.Zone);
            return ExitCodes.Success;
        });
        return command;
    }

    private static void WriteText(List<JsonElement> lines, TimeZoneInfo zone)
    {
        foreach (var line in lines)
        {
            var at = line.TryGetProperty("at", out var moment) && moment.TryGetDateTimeOffset(out var known) ? TimeZoneInfo.ConvertTime(known, zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "?";
            var call = ToolCallText.Describe(Text(line, "tool"), Arguments(line));
            var code = line.TryGetProperty("exit_code", out var exit) ? $", exit code {exit}" : "";
            var memory = line.TryGetProperty("peak_memory_bytes", out var peak) && peak.TryGetInt64(out var bytes) ? $", {ByteSize.Format(bytes)}" : "";
            var milliseconds = line.TryGetProperty("milliseconds", out var took) ? $", {took} ms" : "";
            Console.WriteLine(TerminalText.Sanitize($"{at}  {Text(line, "sender")}  {Text(line, "tool")} {call}  [{Text(line, "backend")}: {Text(line, "outcome")}{code}{milliseconds}{memory}]", keepNewlines: false));
            if (Text(line, "error") is { Length: > 0 } error)
                Console.WriteLine(TerminalText.Sanitize($"    {error}", keepNewlines: false));
        }

        if (lines.Count == 0)
            Console.WriteLine("This session called no tool.");
    }

    private static AIFunctionArguments Arguments(JsonElement line) => line.TryGetProperty("arguments", out var arguments) && arguments.ValueKind == JsonValueKind.Object
        ? new AIFunctionArguments(arguments.EnumerateObject().ToDictionary(argument => argument.Name, argument => (object?)argument.Value, StringComparer.Ordinal), StringComparer.Ordinal)
        : new AIFunctionArguments(StringComparer.Ordinal);

    private static string Text(JsonElement line, string name) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
