using System.CommandLine;
using System.Text.Json;
using LurkBot.Cli.Composition;
using LurkBot.Diagnostics;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot doctor</c>: what is there, what holds, and how to mend what does not.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var json = new FlagOption("--json", "Print a JSON array.");
        var command = new Command("doctor", "Look at the configuration, the home and the sandbox; say how to mend what is wrong. Fails if something does not work.") { json };
        command.SetAction(async (result, cancellationToken) =>
        {
            var checks = await Host.CreateDoctor().ExamineAsync(cancellationToken);
            if (json.In(result))
                WriteJson(checks);
            else
                Write(checks);
            return checks.Any(check => check.Status is DoctorStatus.Fail) ? ExitCodes.Failure : ExitCodes.Success;
        });
        return command;
    }

    private static void Write(IReadOnlyList<DoctorCheck> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            Console.WriteLine(TerminalText.Sanitize($"{check.Status.ToString().ToLowerInvariant()}  {check.Name.PadRight(width)}  {check.Detail}", keepNewlines: false));
            if (check.Mend is { } mend)
                Console.WriteLine(TerminalText.Sanitize($"      {new string(' ', width)}  -> {mend}", keepNewlines: false));
        }
    }

    private static void WriteJson(IReadOnlyList<DoctorCheck> checks)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (var check in checks)
            {
                json.WriteStartObject();
                json.WriteString("name"u8, check.Name);
                json.WriteString("status"u8, check.Status.ToString().ToLowerInvariant());
                json.WriteString("detail"u8, check.Detail);
                json.WriteString("mend"u8, check.Mend);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        output.WriteByte((byte)'\n');
    }
}
