using Markdig;
using Markdig.Extensions.EmphasisExtras;

namespace LurkBot.Rendering;

/// <summary>How the Markdown of messages is read: raw HTML is text, and a line break is one.</summary>
internal static class MessageMarkdown
{
    /// <summary>What is read beside CommonMark: tables, strikethrough, task lists, bare addresses.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UsePipeTables()
        .UseEmphasisExtras(EmphasisExtraOptions.Strikethrough)
        .UseTaskLists()
        .UseAutoLinks()
        .UseSoftlineBreakAsHardlineBreak()
        .Build();
}
