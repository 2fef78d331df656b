namespace LurkBot.Context;

/// <summary>
/// Counts by letters: for models whose tokenizer is not public. Letters of scripts with short words count more: one of them is
/// often a token of its own.
/// </summary>
internal sealed class RatioTokenCounter : TokenCounter
{
    /// <summary>ASCII characters for a token, from below what the providers' tokenizers take of English, code and JSON.</summary>
    public const double AsciiPerToken = 3.5;

    /// <summary>Characters of alphabets beyond ASCII for a token.</summary>
    public const double OtherPerToken = 1.5;

    /// <summary>The counter that all share.</summary>
    public static RatioTokenCounter Instance { get; } = new();

    /// <inheritdoc/>
    public override int Count(string text)
    {
        var ascii = 0;
        foreach (var character in text)
            ascii += char.IsAscii(character) ? 1 : 0;
        return (int)Math.Ceiling((ascii / AsciiPerToken) + ((text.Length - ascii) / OtherPerToken));
    }
}
