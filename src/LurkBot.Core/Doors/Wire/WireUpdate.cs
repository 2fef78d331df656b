using System.Text.Json;
using LurkBot.Commands;
using LurkBot.Entries;
using LurkBot.Storage;
using LurkBot.Turns;

namespace LurkBot.Doors;

/// <summary>One update of a turn, as one flat object; <see cref="Kind"/> says which fields count.</summary>
internal sealed record WireUpdate(string Kind)
{
    public string? Text { get; init; }

    public string? Tool { get; init; }

    public string? Call { get; init; }

    public string? Label { get; init; }

    public string? Failure { get; init; }

    public bool? Failed { get; init; }

    public JsonElement? Question { get; init; }

    public IReadOnlyList<WireQuestion>? Messages { get; init; }

    public bool? IsLast { get; init; }

    public TurnLeaseOwner? Owner { get; init; }

    public WireResult? Result { get; init; }

    public static WireUpdate Of(TurnUpdate update) => update switch
    {
        TurnUpdate.TextDelta piece => new("text") { Text = piece.Text },
        TurnUpdate.ReasoningDelta thought => new("reasoning") { Text = thought.Text },
        TurnUpdate.ToolStarted tool => new("tool_started") { Tool = tool.Tool, Call = tool.Call },
        TurnUpdate.ToolEnded tool => new("tool_ended") { Tool = tool.Tool, Failed = tool.Failed, Text = ToolOutput.Shorten(tool.Output) },
        TurnUpdate.SubagentStep step => new("subagent") { Text = step.Agent, Tool = step.Tool, Label = step.Label, Failure = step.Failure },
        TurnUpdate.ApprovalAsked asked => new("approval") { Question = WireEntry.Write(asked.Question), Call = asked.Call },
        TurnUpdate.Note note => new("note") { Text = note.Text },
        TurnUpdate.Interrupted interrupted => new("interrupted") { Messages = [.. interrupted.Messages.Select(WireQuestion.Of)], IsLast = interrupted.IsLast },
        TurnUpdate.Waiting waiting => new("waiting") { Owner = waiting.Owner },
        TurnUpdate.Answering answering => new("answering") { Messages = [.. answering.Messages.Select(WireQuestion.Of)] },
        TurnUpdate.Ended ended => new("ended") { Result = WireResult.Of(ended.Result) },
        _ => new("unknown"),
    };

    /// <summary>The update; null for one of a later version.</summary>
    public TurnUpdate? ToUpdate() => Kind switch
    {
        "text" => new TurnUpdate.TextDelta(Text ?? ""),
        "reasoning" => new TurnUpdate.ReasoningDelta(Text ?? ""),
        "tool_started" => new TurnUpdate.ToolStarted(Tool ?? "", Call ?? ""),
        "tool_ended" => new TurnUpdate.ToolEnded(Tool ?? "", Failed ?? false) { Output = Text ?? "" },
        "subagent" => new TurnUpdate.SubagentStep(Text, Tool) { Label = Label, Failure = Failure },
        "approval" when Question is { } question && WireEntry.Read(question) is ApprovalEntry asks => new TurnUpdate.ApprovalAsked(asks, Call ?? ""),
        "note" => new TurnUpdate.Note(Text ?? ""),
        "interrupted" => new TurnUpdate.Interrupted([.. (Messages ?? []).Select(message => message.ToEntry())], IsLast ?? false),
        "waiting" => new TurnUpdate.Waiting(Owner),
        "answering" => new TurnUpdate.Answering([.. (Messages ?? []).Select(message => message.ToEntry())]),
        "ended" when Result is { } result => new TurnUpdate.Ended(result.ToResult()),
        _ => null,
    };
}
