using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>What an app set for a thread: status line, title, prompts, the state of its session.</summary>
internal sealed class WorkspaceThread
{
    /// <summary>The status lines in order; an empty one clears.</summary>
    public List<(string Text, DateTimeOffset Time)> Statuses { get; } = [];

    public string? Title { get; set; }

    public JsonArray Prompts { get; set; } = [];

    /// <summary>active, processing, suspended or closed.</summary>
    public List<string> SessionStatuses { get; } = [];
}
