namespace LurkBot.Cli.Terminal;

/// <summary>The colours used; the terminal's own theme says how they look. Each value is its SGR code, ECMA-48 8.3.117.</summary>
internal enum TextColor
{
    /// <summary>The terminal's own.</summary>
    Default = 0,
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Magenta = 35,
    Cyan = 36,
    Gray = 90,
}
