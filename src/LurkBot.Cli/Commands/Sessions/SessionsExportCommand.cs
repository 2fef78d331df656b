using System.CommandLine;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Rendering;
using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sessions export</c>: one session, or all of them, in a format for programs or for people.</summary>
internal static class SessionsExportCommand
{
    private const int BufferSize = 64 * 1024;

    public static Command Create()
    {
        var key = SessionsCommand.KeyArgument();
        key.Arity = ArgumentArity.ZeroOrOne;
        var all = new FlagOption("--all", "Write every session into a folder.");
        var format = new Option<string>("--format") { Description = $"{string.Join(", ", ExportFormats.Names)}.", DefaultValueFactory = _ => "json" };
        format.AcceptOnlyFromAmong(ExportFormats.Names);
        var target = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write to a file instead of the output; with --all, into a folder." };
        target.CompletionSources.Add(FileCompletion.Complete);
        var redact = new FlagOption("--redact", "Mask keys, tokens and passwords.");
        var force = new FlagOption("--force", "Replace a file that exists; with --all, also files that are not an export of the same session.");
        var command = new Command("export", "Write a session out, or all of them.") { key, all, format, target, redact, force };
        command.Validators.Add(result =>
        {
            var wholeStore = result.GetResult(all) is { Implicit: false };
            if (wholeStore == result.GetResult(key) is { Tokens.Count: > 0 })
                result.AddError("Name one session, or give --all.");
            else if (wholeStore && result.GetValue(target) is null)
                result.AddError("--all needs a folder: -o FOLDER.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var redactor = redact.In(result) ? new SecretRedactor(Host.LoadSecrets()) : null;
            var exporter = new SessionExporter(ExportFormats.Parse(result.GetValue(format)!), redactor);
            var path = result.GetValue(target);
            Guard(host.StoreFolders, host.Options.Home, path, all.In(result));
            var code = all.In(result)
                ? await WriteAllAsync(host, exporter, path!, force.In(result), cancellationToken)
                : await WriteOneAsync(host, exporter, result.GetValue(key)!, path, force.In(result), cancellationToken);
            if (redactor is not null)
                Console.Error.WriteLine($"{Plural.Of(redactor.Masked, "secret")} masked. Look through it before you share it.");
            return code;
        });
        return command;
    }

    private static async Task<int> WriteOneAsync(Host host, SessionExporter exporter, string key, string? path, bool force, CancellationToken cancellationToken)
    {
        await using var session = await host.OpenAsync(key, cancellationToken);
        if (path is not null)
        {
            await ExportFile.WriteAsync(path, stream => exporter.WriteAsync(session, stream, cancellationToken), force);
            return ExitCodes.Success;
        }

        await using var output = new BufferedStream(Console.OpenStandardOutput(), BufferSize);
        await exporter.WriteAsync(session, output, cancellationToken);
        return ExitCodes.Success;
    }

    private static async Task<int> WriteAllAsync(Host host, SessionExporter exporter, string path, bool force, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(path);
        var (written, problems) = await new FolderExport(host.Store, exporter, folder, force).RunAsync(host.Time, cancellationToken);
        foreach (var problem in problems)
            Console.Error.WriteLine("lurkbot: not exported: " + TerminalText.Sanitize(problem));
        Console.WriteLine($"{Plural.Of(written, "session")} in {TerminalText.Sanitize(folder)}.");
        return problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static bool IsKept(string path, string folder, string home) => string.Equals(Path.TrimEndingDirectorySeparator(folder), Path.TrimEndingDirectorySeparator(home), StringComparison.Ordinal)
        && (Path.GetFileName(path) is "config.json" or ".env" or "models.json" || Path.GetFileName(path).Contains(".db", StringComparison.Ordinal));

    /// <summary>An export must not replace the sessions themselves.</summary>
    private static void Guard(IReadOnlyList<string> storeFolders, string home, string? path, bool isFolder)
    {
        if (path is null || storeFolders.Count == 0)
            return;
        var full = Path.GetFullPath(path);
        var folder = isFolder ? full : Path.GetDirectoryName(full) ?? full;
        folder = Directory.Exists(folder) ? Directory.ResolveLinkTarget(folder, returnFinalTarget: true)?.FullName ?? folder : folder;
        if (storeFolders.Contains(Path.TrimEndingDirectorySeparator(folder), StringComparer.Ordinal))
            throw new CommandException(ExitCodes.Usage, $"{folder} is where LurkBot keeps its sessions. Export to another folder.");
        if (!isFolder && IsKept(full, folder, home))
            throw new CommandException(ExitCodes.Usage, $"{full} is a file that LurkBot keeps for itself. Export to another file.");
    }
}
