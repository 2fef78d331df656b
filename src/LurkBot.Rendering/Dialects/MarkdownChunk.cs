namespace LurkBot.Rendering;

/// <summary>A piece of a long Markdown text that is parsed by itself.</summary>
/// <param name="Text">The piece.</param>
/// <param name="Break">What separates it from the piece before.</param>
internal sealed record MarkdownChunk(string Text, string Break);
