using System.Globalization;
using LurkBot.Turns;

namespace LurkBot.Tools;

/// <summary><c>bash</c>: runs a shell script in the workspace.</summary>
internal sealed class BashTool(ToolEnvironment place) : BuiltInTool("bash", Describe(place.IsSandboxed), Schema)
{
    private const int LongestTimeout = 86_400;

    private const string Schema = """
        {"type":"object","properties":{
        "command":{"type":"string","description":"The shell script to run."},
        "timeout":{"type":"integer","minimum":1,"description":"Seconds after which it is stopped; the limit that is set when left out."}},
        "required":["command"],"additionalProperties":false}
        """;

    protected override async ValueTask<string> RunAsync(ToolInput input, CallFacts facts, CancellationToken cancellationToken)
    {
        var command = input.Text("command");
        if (string.IsNullOrWhiteSpace(command))
            throw new ToolRefusedException("The command is empty.");
        if (command.Contains('\0', StringComparison.Ordinal))
            throw new ToolRefusedException("A command cannot hold a zero character.");
        var seconds = input.Number("timeout", 0, 1, LongestTimeout);
        var shell = await place.OpenShellAsync(cancellationToken);
        facts.Backend = shell.Name;
        var limit = seconds > 0 && TimeSpan.FromSeconds(seconds) < shell.Timeout ? TimeSpan.FromSeconds(seconds) : shell.Timeout;
        var result = await ToolHeartbeat.DuringAsync(() => shell.RunAsync(command, limit, cancellationToken), limit, facts.OnAlive, place.Time);
        (facts.ExitCode, facts.PeakMemory) = (result.ExitCode, result.PeakMemory);
        var output = result.Output.Length == 0 ? "[no output]" : result.Output;
        if (result.Why is null && result.ExitCode == 0)
            return output;
        return string.Create(CultureInfo.InvariantCulture, $"{output.TrimEnd('\n')}\n[exit code {result.ExitCode}]{(result.Why is null ? "" : " " + result.Why)}");
    }

    private static string Describe(bool sandboxed) =>
        "Runs a shell script in the workspace and gives its output and exit code. Each call begins anew in the workspace's folder. "
        + (sandboxed ? "It runs in a sandbox that reaches nothing but the workspace (/workspace)." : "It runs on the owner's machine, who may be asked first.");
}
