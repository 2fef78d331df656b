namespace LurkBot.Rendering;

/// <summary>Text in one style.</summary>
/// <param name="Text">What is seen.</param>
/// <param name="Style">How.</param>
/// <param name="Link">Where it leads: an address that the dialect can link; or null.</param>
internal sealed record MessageRun(string Text, TextStyles Style = TextStyles.None, string? Link = null);
