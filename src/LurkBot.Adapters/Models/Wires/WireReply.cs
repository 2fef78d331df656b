using System.Text.Json;
using LurkBot.Context;
using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Reads the objects of one reply. What a wire has in common with the others: words and thoughts in pieces, calls, counts, an end.</summary>
/// <param name="options">How the model was asked.</param>
/// <param name="provider">Whose thoughts these are.</param>
internal abstract class WireReply(ChatOptions? options, string provider)
{
    private const int LongestName = 256;

    private readonly TextJoiner words = new();
    private readonly TextJoiner thoughts = new();
    private readonly List<AIContent> contents = [];
    private string? model;
    private string? id;
    private bool isEnding;

    /// <summary>Whether the server said that the reply is complete.</summary>
    public bool HasEnded { get; set; }

    /// <summary>Whether nothing more is waited for.</summary>
    public bool IsOver { get; protected set; }

    /// <summary>Whether there was anything of a reply.</summary>
    public bool HasBegun { get; protected set; }

    /// <summary>The calls.</summary>
    protected CallPieces Calls { get; } = new((options?.Tools ?? []).Select(tool => tool.Name).ToHashSet(StringComparer.Ordinal));

    /// <summary>Why it stopped; null when the server does not say.</summary>
    protected ChatFinishReason? Finish { get; set; }

    /// <summary>What was counted; null when nothing was.</summary>
    protected UsageDetails? Usage { get; set; }

    /// <summary>Reads the next object.</summary>
    /// <returns>What is new; null for nothing.</returns>
    public ChatResponseUpdate? Read(ReplyPiece piece)
    {
        Take(piece.Json, piece.Event);
        return Flush();
    }

    /// <summary>Breaks the reply off.</summary>
    /// <returns>What is known of its costs; null when nothing is.</returns>
    public ChatResponseUpdate? Break()
    {
        CountTokens();
        return Usage is null ? null : Update([new UsageContent(Usage)]);
    }

    /// <summary>Ends the reply.</summary>
    /// <returns>What is left of it; null when it was none.</returns>
    public ChatResponseUpdate? End()
    {
        Finishing();
        if (!HasBegun)
            return null;
        isEnding = true;
        Put(words.End());
        PutThought(thoughts.End());
        CountTokens();
        if (Usage is not null)
            contents.Add(new UsageContent(Usage));
        return Flush() ?? Update([]);
    }

    /// <summary>Reads an object.</summary>
    /// <param name="piece">The object.</param>
    /// <param name="eventName">The event's name; null when there is none.</param>
    protected abstract void Take(JsonElement piece, string? eventName);

    /// <summary>Brings the counts into <see cref="Usage"/>.</summary>
    protected virtual void CountTokens()
    {
        // Most have them there.
    }

    /// <summary>Adds what comes at the end.</summary>
    protected abstract void Finishing();

    /// <summary>Notes what the server says of itself; what cannot be a name is none.</summary>
    protected void Name(JsonElement named)
    {
        model = JsonField.Text(named, "model") is { Length: > 0 and <= LongestName } name && !name.Any(char.IsControl) ? name : model;
        id ??= JsonField.Text(named, "id") is { Length: > 0 and <= LongestName } given ? given : null;
    }

    /// <summary>Adds words.</summary>
    protected void Say(string text) => Put(words.Add(text));

    /// <summary>Adds reasoning.</summary>
    protected void Think(string text) => PutThought(thoughts.Add(text));

    /// <summary>Adds something else, behind all that was said before it.</summary>
    protected void Add(AIContent content)
    {
        HasBegun = true;
        if (content is TextReasoningContent thought)
        {
            PutThought(thoughts.End());
            SignedReasoning.Stamp(thought, provider, SignedReasoning.IsRedacted(thought));
        }

        contents.Add(content);
    }

    /// <summary>Adds the calls.</summary>
    /// <returns>What the provider wants back with each.</returns>
    protected IReadOnlyList<string?> AddCalls()
    {
        var extras = new List<string?>();
        foreach (var (call, extra) in Calls.ToContents())
        {
            Add(call);
            extras.Add(extra);
        }

        return extras;
    }

    private void Put(string text)
    {
        if (text.Length == 0)
            return;
        HasBegun = true;
        contents.Add(new TextContent(text));
    }

    private void PutThought(string text)
    {
        if (text.Length == 0)
            return;
        HasBegun = true;
        var thought = new TextReasoningContent(text);
        SignedReasoning.Stamp(thought, provider, redacted: false);
        contents.Add(thought);
    }

    private ChatResponseUpdate? Flush()
    {
        if (contents.Count == 0)
            return null;
        var update = Update([.. contents]);
        contents.Clear();
        return update;
    }

    private ChatResponseUpdate Update(IList<AIContent> added) =>
        new(ChatRole.Assistant, added) { ModelId = model, ResponseId = id, MessageId = id, FinishReason = isEnding ? Finish : null };
}
