using System.Runtime.InteropServices;

namespace LurkBot.Cli.Terminal;

/// <summary>How a piece of text looks.</summary>
/// <param name="Color">Its colour.</param>
/// <param name="Attributes">Bold and the like.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextStyle(TextColor Color, TextAttributes Attributes)
{
    public static TextStyle Plain => default;

    public static TextStyle Faint => new(TextColor.Gray, TextAttributes.None);

    /// <summary>This style with more attributes, and another colour unless it is the default one.</summary>
    public TextStyle With(TextAttributes attributes, TextColor color = TextColor.Default) =>
        new(color == TextColor.Default ? Color : color, Attributes | attributes);
}
