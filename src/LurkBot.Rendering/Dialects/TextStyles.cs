namespace LurkBot.Rendering;

/// <summary>How a run of text is set. Code excludes the others: no platform formats inside code.</summary>
[Flags]
internal enum TextStyles
{
    /// <summary>As it is.</summary>
    None = 0,

    /// <summary>Bold.</summary>
    Bold = 1,

    /// <summary>Italic.</summary>
    Italic = 2,

    /// <summary>Struck through.</summary>
    Strikethrough = 4,

    /// <summary>Fixed width.</summary>
    Code = 8,
}
