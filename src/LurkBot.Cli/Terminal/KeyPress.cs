namespace LurkBot.Cli.Terminal;

/// <summary>A key, or a text that was pasted at once.</summary>
/// <param name="Key">The key.</param>
/// <param name="Char">What it types; a character beyond U+FFFF comes as two presses.</param>
/// <param name="Modifiers">What was held.</param>
/// <param name="Paste">A pasted text with line breaks as <c>\n</c>; null for a key.</param>
internal readonly record struct KeyPress(ConsoleKey Key, char Char = '\0', ConsoleModifiers Modifiers = ConsoleModifiers.None, string? Paste = null)
{
    /// <summary>Whether it is Ctrl and this letter.</summary>
    public bool IsControl(ConsoleKey key) => Key == key && Modifiers == ConsoleModifiers.Control && Paste is null;

    /// <summary>Whether it is Alt and this key.</summary>
    public bool IsAlt(ConsoleKey key) => Key == key && Modifiers.HasFlag(ConsoleModifiers.Alt) && Paste is null;
}
