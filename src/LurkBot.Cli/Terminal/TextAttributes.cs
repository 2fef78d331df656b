namespace LurkBot.Cli.Terminal;

/// <summary>What text can be beside coloured.</summary>
[Flags]
internal enum TextAttributes
{
    None = 0,
    Bold = 1,
    Italic = 2,
    Underline = 4,
    Strike = 8,
}
