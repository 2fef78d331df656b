using LurkBot.Entries;
using LurkBot.Storage;
using Microsoft.Extensions.AI;

namespace LurkBot.Context;

/// <summary>Puts units into the messages of a call.</summary>
internal sealed class ContextMessages
{
    /// <summary>The result that stands for a tool call whose own result was lost.</summary>
    public const string InterruptedResult = TurnEnds.Interrupted;

    private const string Beginning = "(The conversation begins here.)";
    private const string NoOutput = "(no output)";

    /// <summary>Marks a result as an error for the providers that have a place for that; they see only the result's text.</summary>
    private static readonly LurkBotException ToolFailure = new("The tool failed.");

    private readonly List<ChatMessage> messages = [];
    private readonly CallNames names = new();

    /// <summary>Adds something that LurkBot says about the conversation.</summary>
    public void AddNote(string text) => messages.Add(new ChatMessage(ChatRole.User, text));

    /// <summary>Adds what is quoted of earlier entries, so that wires know it.</summary>
    public void AddQuotation(string text) =>
        messages.Add(new ChatMessage(ChatRole.User, [new TextContent(text) { AdditionalProperties = new AdditionalPropertiesDictionary { [ContextQuotation.Mark] = true } }]));

    /// <summary>Adds a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="date">The line that says when it was said, null for none.</param>
    public void Add(ContextUnit unit, string? date = null)
    {
        if (unit.Head is AssistantEntry assistant)
            AddStep(unit, assistant);
        else if (unit.Head is UserEntry user && AttachedContents.Of(user, LinesOf(unit, date)) is { Count: > 0 } contents)
            messages.Add(new ChatMessage(ChatRole.User, contents));
    }

    /// <summary>All messages. Some providers want to hear a person first; an imported conversation may begin with a greeting.</summary>
    public IReadOnlyList<ChatMessage> ToList()
    {
        if (messages.Count > 0 && messages[0].Role != ChatRole.User)
            messages.Insert(0, new ChatMessage(ChatRole.User, Beginning));
        return messages;
    }

    private static string? LinesOf(ContextUnit unit, string? date) => (date, unit.Speaker) is ({ } day, { } speaker) ? $"{day}\n{speaker}" : date ?? unit.Speaker;

    private void AddStep(ContextUnit unit, AssistantEntry assistant)
    {
        var message = new ChatMessage(ChatRole.Assistant, string.IsNullOrWhiteSpace(assistant.Content) ? null : assistant.Content);
        messages.Add(message);
        // Thinking blocks belong to the calls that they led to; a provider's own JSON may sign words, too.
        foreach (var thought in SignedReasoning.Of(assistant).Where(thought => assistant.ToolCalls.Count > 0 || SignedReasoning.ReturnedOf(thought) is not null).Reverse())
            message.Contents.Insert(0, thought);
        if (assistant.ToolCalls.Count == 0)
            return;
        var ids = assistant.ToolCalls.Select((call, index) => names.Id(call.Id, assistant.Id, index)).ToList();
        for (var i = 0; i < ids.Count; i++)
            message.Contents.Add(new FunctionCallContent(ids[i], CallNames.Name(assistant.ToolCalls[i].Name), CallArguments.Read(assistant.ToolCalls[i].Arguments)));

        // All results of a step go back together, in the order of its calls.
        var results = unit.Results.ToList();
        var answer = new ChatMessage(ChatRole.Tool, []);
        messages.Add(answer);
        for (var i = 0; i < ids.Count; i++)
        {
            // Calls of older versions may share an id: their results came in the order of the calls.
            var place = results.FindIndex(result => string.Equals(result.ToolCallId, assistant.ToolCalls[i].Id, StringComparison.Ordinal));
            var (text, failed) = place >= 0 ? (unit.Shown(results[place]), results[place].Error) : (InterruptedResult, true);
            if (place >= 0)
                results.RemoveAt(place);
            answer.Contents.Add(new FunctionResultContent(ids[i], string.IsNullOrWhiteSpace(text) ? NoOutput : text) { Exception = failed ? ToolFailure : null });
        }
    }
}
