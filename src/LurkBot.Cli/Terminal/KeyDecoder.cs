using System.Text;

namespace LurkBot.Cli.Terminal;

/// <summary>
/// Puts together what the console's reader leaves apart: bracketed paste (<c>ESC [ 200 ~ … ESC [ 201 ~</c>, xterm's
/// control sequences), Alt with a key, and sequences that nobody knows, which are dropped.
/// </summary>
internal sealed class KeyDecoder
{
    private const string PasteStart = "[200~";
    private const string PasteEnd = "[201~";

    private readonly StringBuilder sequence = new();
    private StringBuilder? paste;
    private bool escaped;

    /// <summary>Takes the next key.</summary>
    /// <param name="key">As the console read it.</param>
    /// <param name="more">Whether more is there already, so that an escape may begin a sequence.</param>
    /// <returns>What was pressed; null until it is known.</returns>
    public KeyPress? Decode(ConsoleKeyInfo key, bool more)
    {
        if (paste is not null)
            return DecodePaste(key);
        if (!escaped)
        {
            escaped = key.Key == ConsoleKey.Escape && more;
            return escaped ? null : new KeyPress(key.Key, key.KeyChar, key.Modifiers);
        }

        if (sequence.Length == 0 && key.KeyChar != '[')
        {
            escaped = key.Key == ConsoleKey.Escape && more;
            return escaped ? null : new KeyPress(key.Key, key.KeyChar, key.Modifiers | ConsoleModifiers.Alt);
        }

        sequence.Append(key.KeyChar);
        if (sequence.Length == 1 || key.KeyChar is (>= '0' and <= '9') or ';' or '?')
            return null;
        if (sequence.Equals(PasteStart))
            paste = new StringBuilder();
        sequence.Clear();
        escaped = false;
        return null;
    }

    private KeyPress? DecodePaste(ConsoleKeyInfo key)
    {
        if (key.Key == ConsoleKey.Escape)
        {
            GiveBack();
            escaped = true;
            return null;
        }

        if (escaped)
        {
            sequence.Append(key.KeyChar);
            if (sequence.Equals(PasteEnd))
            {
                var text = paste!.ToString().ReplaceLineEndings("\n");
                paste = null;
                escaped = false;
                sequence.Clear();
                return new KeyPress(ConsoleKey.None, Paste: text);
            }

            if (!PasteEnd.AsSpan().StartsWith(sequence.ToString()))
                GiveBack();
            return null;
        }

        if (key.KeyChar != '\0')
            paste!.Append(key.KeyChar);
        return null;
    }

    /// <summary>What looked like the end was part of the text.</summary>
    private void GiveBack()
    {
        if (escaped)
            paste!.Append('\e').Append(sequence);
        sequence.Clear();
        escaped = false;
    }
}
