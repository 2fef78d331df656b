using System.Diagnostics.CodeAnalysis;
using LurkBot.Entries;
using LurkBot.Storage;
using Microsoft.Agents.AI;

namespace LurkBot.Turns;

/// <summary>What happens in a turn, in order: one stream for the terminal, platforms, pages and tests.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record TurnUpdate
{
    private TurnUpdate()
    {
    }

    /// <summary>A turn of these messages begins.</summary>
    /// <param name="Messages">The messages, oldest first.</param>
    public sealed record Answering(IReadOnlyList<UserEntry> Messages) : TurnUpdate;

    /// <summary>A piece of the reply.</summary>
    /// <param name="Text">Its text.</param>
    public sealed record TextDelta(string Text) : TurnUpdate;

    /// <summary>A piece of the model's reasoning, where the provider shows it.</summary>
    /// <param name="Text">Its text.</param>
    public sealed record ReasoningDelta(string Text) : TurnUpdate;

    /// <summary>A tool is about to run, or to be asked about.</summary>
    /// <param name="Tool">Its name.</param>
    /// <param name="Call">What it would do, in one line; text from a model.</param>
    public sealed record ToolStarted(string Tool, string Call) : TurnUpdate;

    /// <summary>A tool that began still runs: nothing to show, but the turn has not stalled.</summary>
    /// <param name="Tool">Its name.</param>
    public sealed record ToolRunning(string Tool) : TurnUpdate;

    /// <summary>A tool's result is durable.</summary>
    /// <param name="Tool">Its name.</param>
    /// <param name="Failed">Whether the result is an error.</param>
    public sealed record ToolEnded(string Tool, bool Failed) : TurnUpdate
    {
        /// <summary>What it gave: of a long result the beginning and the end, as the model hears it.</summary>
        public string Output { get; init; } = "";
    }

    /// <summary>A tool call waits for approval; the turn is parked and the stream ends.</summary>
    /// <param name="Question">The entry that asks.</param>
    /// <param name="Call">All that the call would do; text from a model.</param>
    public sealed record ApprovalAsked(ApprovalEntry Question, string Call) : TurnUpdate;

    /// <summary>A subagent that the turn waits for does something; without a tool, it goes on. A parked turn that waits for another session says so every now and then.</summary>
    /// <param name="Agent">The name of the subagent; null when nothing is known of the session that is waited for.</param>
    /// <param name="Tool">The tool that it uses; null for none.</param>
    public sealed record SubagentStep(string? Agent, string? Tool) : TurnUpdate
    {
        /// <summary>How the line about the step begins: which subagent it is, and how its task begins, since several may have one name.</summary>
        /// <value>Default: null, the name alone tells.</value>
        public string? Label { get; init; }

        /// <summary>Why the subagent ended without a result; null while it works.</summary>
        public string? Failure { get; init; }

        /// <summary>What is shown of it on one line; null when there is nothing to show.</summary>
        public string? Line => (Label ?? Agent) is not { } who ? null
            : Failure is { } why ? $"{who} did not finish: {why}"
            : Tool is { } tool ? $"{who}: Using {tool} tool"
            : null;
    }

    /// <summary>Something that the person should know beside the reply.</summary>
    /// <param name="Text">One sentence or several.</param>
    public sealed record Note(string Text) : TurnUpdate;

    /// <summary>A turn was interrupted by the end of its process and has ended as failed.</summary>
    /// <param name="Messages">Its messages, oldest first; without those that were erased.</param>
    /// <param name="IsLast">Whether no message came after them, so that a chat can take the turn back and answer it again.</param>
    public sealed record Interrupted(IReadOnlyList<UserEntry> Messages, bool IsLast) : TurnUpdate;

    /// <summary>Another turn holds the session.</summary>
    /// <param name="Owner">Who runs it, if that is known.</param>
    public sealed record Waiting(TurnLeaseOwner? Owner) : TurnUpdate;

    /// <summary>A turn ended, and is durable.</summary>
    /// <param name="Result">How.</param>
    public sealed record Ended(TurnResult Result) : TurnUpdate;

    /// <summary>A piece of what another program's agent streams, as it came; only <see cref="SessionAgent"/> sees it.</summary>
    /// <param name="Update">The piece.</param>
    internal sealed record Streamed(AgentResponseUpdate Update) : TurnUpdate;
}
