using LurkBot.Context;
using Microsoft.ML.Tokenizers;

namespace LurkBot.Models;

/// <summary>Counts as OpenAI's models do, by the encoding o200k. Its table takes about 150 ms and 150 MB to load, when it is first needed.</summary>
public sealed class OpenAITokenCounter : TokenCounter
{
    private static readonly Lazy<Tokenizer> Tokenizer = new(() => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>The counter that all share.</summary>
    public static OpenAITokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    public override int Count(string text) => Tokenizer.Value.CountTokens(text);
}
