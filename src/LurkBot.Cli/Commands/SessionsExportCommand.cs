using System.CommandLine;
using System.Text;
using LurkBot.History;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions export</c>: the document itself, or Markdown.</summary>
internal static class SessionsExportCommand
{
    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        var format = new Option<string>("--format") { Description = "json or markdown.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong("json", "markdown");
        var file = new Option<string?>("--output", "-o") { Description = "Write to FILE instead of the output." };
        var command = new Command("export", "Write a session out.") { key, format, file };
        command.SetAction(async (result, cancellationToken) =>
        {
            using var session = await Host.Create().OpenAsync(result.GetValue(key)!, cancellationToken);
            using var content = new MemoryStream();
            var path = result.GetValue(file);
            if (string.Equals(result.GetValue(format), "markdown", StringComparison.Ordinal))
            {
                var text = Markdown(session.Info, await session.ReadAllAsync(cancellationToken));
                content.Write(Encoding.UTF8.GetBytes(path is null && !Console.IsOutputRedirected ? TerminalText.Sanitize(text) : text));
            }
            else
            {
                await session.ExportAsync(content, cancellationToken);
            }

            content.Position = 0;
            await using var output = path is null ? Console.OpenStandardOutput() : new FileStream(path, PrivateFile());
            await content.CopyToAsync(output, cancellationToken);
            return ExitCodes.Success;
        });
        return command;
    }

    /// <summary>What was said is private, also where it is exported to.</summary>
    public static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static string Markdown(SessionInfo info, IReadOnlyList<Entry> entries)
    {
        var text = new StringBuilder($"# {info.Key}\n\nStarted {info.CreatedAt:yyyy-MM-dd HH:mm} UTC, {info.MessageCount} messages.\n");
        foreach (var entry in entries)
        {
            var who = entry switch
            {
                UserEntry user => user.Sender?.Name ?? "User",
                AssistantEntry => "Assistant",
                ToolEntry tool => $"Tool {tool.Name}",
                SystemEntry system => $"System: {system.Kind}",
                _ => "Other",
            };
            text.Append("\n## ").Append(who).Append("\n\n").Append(entry.Content).Append('\n');
        }

        return text.ToString();
    }
}
