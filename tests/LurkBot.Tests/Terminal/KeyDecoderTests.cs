using CsCheck;
using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

public sealed class KeyDecoderTests
{
    [Fact]
    public void Decode_PastedLines_AreOneTextWhateverTheirBreaks() =>
        Assert.Equal([ScriptedKeys.Paste("one\ntwo\nthree\tx"), new KeyPress(ConsoleKey.Enter, '\r')], Decode("\e[200~one\rtwo\r\nthree\tx\e[201~\r"));

    [Fact]
    public void Decode_AnyPastedText_ComesOutAsItWas() => Samples.Lines.Where(text => !text.Contains('\r', StringComparison.Ordinal)).Sample(text =>
        Assert.Equal([ScriptedKeys.Paste(text)], Decode($"\e[200~{text}\e[201~")));

    [Fact]
    public void Decode_EscapeSequences_AreAltOrDropped() =>
        Assert.Equal(
            [new KeyPress(ConsoleKey.B, 'b', ConsoleModifiers.Alt), new KeyPress(ConsoleKey.Enter, '\r', ConsoleModifiers.Alt), new KeyPress(ConsoleKey.C, 'c'), new KeyPress(ConsoleKey.Escape, '\e')],
            Decode("\eb\e\r\e[1;9Zc\e"));

    private static List<KeyPress> Decode(string input)
    {
        var decoder = new KeyDecoder();
        var keys = new List<KeyPress>();
        for (var i = 0; i < input.Length; i++)
        {
            var key = input[i] switch
            {
                '\e' => ConsoleKey.Escape,
                '\r' or '\n' => ConsoleKey.Enter,
                '\t' => ConsoleKey.Tab,
                >= 'a' and <= 'z' and var letter => ConsoleKey.A + (letter - 'a'),
                _ => ConsoleKey.None,
            };
            if (decoder.Decode(new ConsoleKeyInfo(input[i], key, false, false, false), i < input.Length - 1) is { } press)
                keys.Add(press);
        }

        return keys;
    }
}
