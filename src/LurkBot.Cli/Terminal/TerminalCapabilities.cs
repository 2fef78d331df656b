namespace LurkBot.Cli.Terminal;

/// <summary>What the terminal can do, as far as the environment says.</summary>
/// <param name="Rich">Whether output may be styled and painted over.</param>
/// <param name="Color">Whether it may be coloured; see no-color.org.</param>
/// <param name="Interactive">Whether there is somebody to type.</param>
internal sealed record TerminalCapabilities(bool Rich, bool Color, bool Interactive)
{
    /// <summary>Looks at the process's streams and environment.</summary>
    /// <param name="plain">Whether the user asked for plain text.</param>
    public static TerminalCapabilities Detect(bool plain) => Of(
        plain || OperatingSystem.IsWindows(),
        Console.IsInputRedirected,
        Console.IsOutputRedirected,
        Environment.GetEnvironmentVariable);

    /// <summary>Decides from what is known.</summary>
    /// <param name="plain">Whether plain text is wanted.</param>
    /// <param name="inputRedirected">Whether the input is no terminal.</param>
    /// <param name="outputRedirected">Whether the output is no terminal.</param>
    /// <param name="variable">Gives an environment variable.</param>
    public static TerminalCapabilities Of(bool plain, bool inputRedirected, bool outputRedirected, Func<string, string?> variable)
    {
        var rich = !plain && !outputRedirected && variable("TERM") is { Length: > 0 } and not "dumb";
        return new TerminalCapabilities(rich, rich && string.IsNullOrEmpty(variable("NO_COLOR")), rich && !inputRedirected);
    }
}
