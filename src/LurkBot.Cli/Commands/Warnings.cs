using LurkBot.Text;

namespace LurkBot.Cli.Commands;

/// <summary>What the owner should mend, on the error stream.</summary>
internal static class Warnings
{
    /// <summary>Writes a line.</summary>
    public static void Write(string text) => Console.Error.WriteLine("warning: " + TerminalText.Sanitize(text));
}
