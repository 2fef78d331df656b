using System.Runtime.InteropServices;

namespace LurkBot.Cli.Terminal;

/// <summary>The terminal's size in cells.</summary>
/// <param name="Width">Columns, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TerminalSize(int Width, int Height)
{
    /// <summary>The size now; 80 by 24 where nobody knows.</summary>
    public static TerminalSize Current
    {
        get
        {
            try
            {
                return Console.WindowWidth > 0 && Console.WindowHeight > 0 ? new(Console.WindowWidth, Console.WindowHeight) : new(80, 24);
            }
            catch (IOException)
            {
                return new(80, 24);
            }
        }
    }
}
