using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>The stream into a message: it ends by itself about five minutes after its start, however much is appended.</summary>
internal sealed class WorkspaceStream(WorkspaceApp app, DateTimeOffset start)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public WorkspaceApp App { get; } = app;

    public DateTimeOffset Start { get; } = start;

    public string? RecipientUser { get; init; }

    /// <summary>Whether its content comes in chunks or as markdown_text: the first content decides, and the other kind is refused from then on.</summary>
    public bool? IsChunked { get; set; }

    /// <summary>Whether the app ended it.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Whether the person ended it with the Stop button.</summary>
    public bool IsStoppedByUser { get; set; }

    /// <summary>The chunks that are not text, oldest first.</summary>
    public List<JsonObject> Updates { get; } = [];

    /// <summary>The texts as they were appended, oldest first.</summary>
    public List<string> Parts { get; } = [];

    public bool IsOpen(DateTimeOffset now) => !IsStopped && !IsStoppedByUser && now - Start < Lifetime;
}
