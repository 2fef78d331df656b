namespace LurkBot.Rendering;

/// <summary>A piece of a long Markdown text that is parsed by itself.</summary>
/// <param name="Text">The piece; a fence that was cut is closed and opened again.</param>
/// <param name="Break">What separated it from the piece before.</param>
/// <param name="IsInCode">Whether it begins inside a block of code of the piece before.</param>
internal sealed record MarkdownChunk(string Text, string Break, bool IsInCode);
