using LurkBot.Diagnostics;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Checks for people, each with what mends it.</summary>
internal static class CheckTable
{
    /// <summary>The lines of a table.</summary>
    /// <param name="checks">The checks; at least one.</param>
    public static IEnumerable<string> Of(IReadOnlyList<DoctorCheck> checks)
    {
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            yield return TerminalText.Sanitize($"{check.Status.ToString().ToLowerInvariant()}  {check.Name.PadRight(width)}  {check.Detail}", keepNewlines: false);
            if (check.Mend is { } mend)
                yield return TerminalText.Sanitize($"      {new string(' ', width)}  To fix it: {mend}", keepNewlines: false);
        }
    }
}
