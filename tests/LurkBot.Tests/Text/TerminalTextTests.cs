using CsCheck;
using LurkBot.Text;

namespace LurkBot.Tests.Text;

public sealed class TerminalTextTests
{
    [Fact]
    public void Invariant13_AnyText_HasNoControlCharactersLeft() => Gen.String.Sample(text =>
        Assert.DoesNotContain(TerminalText.Sanitize(text), character => (char.IsControl(character) && character is not ('\n' or '\t')) || character is '\u202E' or '\u2066'));

    [Fact]
    public void Sanitize_Escape_BecomesVisible() => Assert.Equal("\u241B[31mred \U0001F600", TerminalText.Sanitize("\u001b[31mred \U0001F600"));
}
