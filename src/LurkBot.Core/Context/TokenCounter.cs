using System.Runtime.CompilerServices;
using LurkBot.Entries;

namespace LurkBot.Context;

/// <summary>Estimates the tokens of entries, and remembers them for as long as the entry lives. Thread-safe.</summary>
public abstract class TokenCounter
{
    /// <summary>What a message takes beside its text.</summary>
    public const int PerEntry = 8;

    private const int CharactersOfProof = 3;

    private readonly ConditionalWeakTable<Entry, object> counted = [];

    /// <summary>The tokens of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <returns>Zero or more.</returns>
    public abstract int Count(string text);

    /// <summary>The tokens of an entry: its text, its calls, its files.</summary>
    /// <param name="entry">The entry.</param>
    public long Count(Entry entry) => (long)counted.GetValue(entry, CountEntry);

    private object CountEntry(Entry entry)
    {
        var tokens = PerEntry + Count(entry.Content) + AttachedContents.EstimateTokens(entry);
        if (entry is AssistantEntry assistant)
        {
            foreach (var call in assistant.ToolCalls)
                tokens += PerEntry + Count(call.Name) + Count(call.Arguments);
            // It may go back to its provider; signatures are long words without meaning.
            if (assistant is { ReasoningProof: { } proof, ToolCalls.Count: > 0 })
                tokens += Count(assistant.Reasoning ?? "") + (proof.Length / CharactersOfProof);
        }

        return tokens;
    }
}
