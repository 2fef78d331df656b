using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A press on a button or a slash command, and what came of it.</summary>
internal sealed class WorkspaceInteraction(WorkspaceApp app, WorkspaceChannel channel, WorkspaceUser user, WorkspaceMessage? message, DateTimeOffset time)
{
    public WorkspaceApp App { get; } = app;

    public WorkspaceChannel Channel { get; } = channel;

    public WorkspaceUser User { get; } = user;

    /// <summary>The message with the button; null for a command and for a button that one person sees.</summary>
    public WorkspaceMessage? Message { get; } = message;

    public DateTimeOffset Time { get; } = time;

    public bool IsCommand { get; init; }

    /// <summary>The last part of its response_url.</summary>
    public required string Key { get; init; }

    /// <summary>How often the response_url was used: five times in thirty minutes at most.</summary>
    public int Responses { get; set; }

    /// <summary>Done when the app acknowledged it, with the payload of the acknowledgement; false result when the person saw that the app did not answer.</summary>
    public TaskCompletionSource<bool> Acknowledged { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public JsonNode? Payload { get; set; }
}
