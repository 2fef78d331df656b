using LurkBot.Cli.Terminal;

namespace LurkBot.Tests.Terminal;

public sealed class TerminalCapabilitiesTests
{
    [Theory]
    [InlineData(false, false, false, "xterm", null, true, true, true)]
    [InlineData(false, false, false, "xterm", "1", true, false, true)]
    [InlineData(false, false, false, "xterm", "", true, true, true)]
    [InlineData(false, true, false, "xterm", null, true, true, false)]
    [InlineData(false, false, true, "xterm", null, false, false, false)]
    [InlineData(true, false, false, "xterm", null, false, false, false)]
    [InlineData(false, false, false, "dumb", null, false, false, false)]
    [InlineData(false, false, false, null, null, false, false, false)]
    public void Of_StreamsAndEnvironment_Decides(bool plain, bool inputRedirected, bool outputRedirected, string? term, string? noColor, bool rich, bool color, bool interactive) =>
        Assert.Equal(
            new TerminalCapabilities(rich, color, interactive),
            TerminalCapabilities.Of(plain, inputRedirected, outputRedirected, name => name is "TERM" ? term : name is "NO_COLOR" ? noColor : null));
}
