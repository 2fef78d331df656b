namespace LurkBot.Cli.Terminal;

/// <summary>Text of one style.</summary>
/// <param name="Text">Without line breaks and harmful characters.</param>
/// <param name="Style">How it looks.</param>
internal readonly record struct StyledRun(string Text, TextStyle Style);
