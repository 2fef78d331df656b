using System.CommandLine;
using System.Text;
using LurkBot.Cli.Composition;
using LurkBot.Cli.Output;
using LurkBot.Commands;
using LurkBot.Interop;
using LurkBot.Sandboxes;
using LurkBot.Text;
using LurkBot.Workspaces;

namespace LurkBot.Cli.Commands;

/// <summary><c>lurkbot sandbox</c>: what a session's tools would see.</summary>
internal static class SandboxCommands
{
    private const int MaximumOutput = 64 << 20;

    public static Command Create() => new("sandbox", "Run commands where the tools of sessions run.") { Run() };

    private static Command Run()
    {
        var named = new Option<string?>("--session") { HelpName = "KEY", Description = "The session whose workspace is used; the default chat's without it." };
        named.CompletionSources.Add(SessionsCommand.CompleteKeys);
        var json = new FlagOption("--json", "Print a JSON object: output, errors, exit code, what was used, what held the limits.");
        var words = new Argument<string[]>("COMMAND") { Description = "The command and its arguments behind --, or one shell script.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("run", "Run a command in a session's sandbox and workspace; returns its exit code.") { named, json, words };
        command.SetAction(async (result, cancellationToken) =>
        {
            var host = Host.Create(Warnings.Write);
            var key = await host.KeyOfAsync(result.GetValue(named) ?? "cli:default:main", cancellationToken);
            var limits = SandboxLimits.Of(host.Options.Sandbox);
            using var sandbox = SandboxBackends.Create(host.Options, host.Time);
            var workspace = WorkspaceFolder.Of(host.Options.Home, host.Options.Workspaces, key);
            WorkspaceFolder.Check(host.Options.Home, host.Options.Workspaces, workspace, isOwners: false);
            HomeFolder.Create(host.Options.Home);
            PrivateFolder.Create(Path.GetDirectoryName(workspace)!);
            await using (var session = await host.Store.OpenAsync(key, cancellationToken))
            {
                if (session is not null)
                    new WorkspaceClaims(host.Options.Home, host.Options.Workspaces).Take(key, session.Info.Id);
            }

            var outcome = await sandbox.RunAsync(
                new SandboxCommand
                {
                    Script = Script(result.GetValue(words)!),
                    Workspace = workspace,
                    Limits = limits,
                    Input = await InputAsync(cancellationToken),
                    SeparateErrors = true,
                    MaximumOutput = MaximumOutput,
                },
                cancellationToken);
            if (json.In(result))
                JsonOutput.Write(SandboxRunJson.Of(outcome, workspace, sandbox, limits), ReportJson.Default.SandboxRunJson);
            else
                Write(outcome, limits);
            return outcome.ExitCode;
        });
        return command;
    }

    /// <summary>One word is a script; several are one command, each word as it is.</summary>
    private static string Script(string[] words) =>
        words.Length == 1 ? words[0] : string.Join(' ', words.Select(word => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'"));

    private static async Task<ReadOnlyMemory<byte>> InputAsync(CancellationToken cancellationToken)
    {
        if (!Console.IsInputRedirected)
            return ReadOnlyMemory<byte>.Empty;
        using var content = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(content, cancellationToken);
        return content.ToArray();
    }

    private static void Write(SandboxResult outcome, SandboxLimits limits)
    {
        Pass(outcome.Output, Console.OpenStandardOutput(), Console.IsOutputRedirected);
        Pass(outcome.Errors, Console.OpenStandardError(), Console.IsErrorRedirected);
        if (outcome.OutputCut)
            Console.Error.WriteLine($"lurkbot: the output was cut: {ByteSize.Format(MaximumOutput)} of each stream are kept.");
        if (outcome.Explain(limits) is { } why)
            Console.Error.WriteLine("lurkbot: " + why);
    }

    /// <summary>Bytes stay what they are in a file or a pipe; a terminal gets harmless text.</summary>
    private static void Pass(ReadOnlyMemory<byte> bytes, Stream stream, bool isRedirected)
    {
        using (stream)
            stream.Write(isRedirected ? bytes.Span : Encoding.UTF8.GetBytes(TerminalText.Sanitize(Encoding.UTF8.GetString(bytes.Span))));
    }
}
