using System.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>Reads one line from the terminal, or several that are pasted at once, without showing them.</summary>
internal static class HiddenInput
{
    private const int Longest = 4096;

    /// <summary>Asks, and reads to Enter.</summary>
    /// <param name="prompt">What is asked, shown on the error stream.</param>
    /// <returns>What was typed without blanks around it; null at the end of the input.</returns>
    /// <exception cref="OperationCanceledException">Ctrl-C was pressed.</exception>
    public static string? Read(string prompt)
    {
        // With this the terminal shows no keys from here on, also those of a paste that come before the first read.
        Console.TreatControlCAsInput = true;
        try
        {
            Console.Error.Write(prompt);
            var line = new StringBuilder();
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key)
                {
                    case { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' } when Console.KeyAvailable && line.Length < Longest:
                        // More follows at once: several lines were pasted.
                        line.Append('\n');
                        break;
                    case { Key: ConsoleKey.Enter } or { KeyChar: '\n' or '\r' }:
                        return line.ToString().Trim();
                    case { KeyChar: '\u0003' }:
                        throw new OperationCanceledException();
                    case { KeyChar: '\u0004' } when line.Length == 0:
                        return null;
                    case { KeyChar: '\u0015' }:
                        line.Clear();
                        break;
                    case { Key: ConsoleKey.Backspace }:
                        line.Length = Math.Max(0, line.Length - 1);
                        break;
                    case { KeyChar: >= ' ' } when line.Length < Longest:
                        line.Append(key.KeyChar);
                        break;
                }
            }
        }
        finally
        {
            Console.Error.WriteLine();
            Console.TreatControlCAsInput = false;
        }
    }
}
