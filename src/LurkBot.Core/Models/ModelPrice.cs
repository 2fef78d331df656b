using LurkBot.Entries;

namespace LurkBot.Models;

/// <summary>What a model's tokens cost, in US dollars per million.</summary>
/// <param name="Input">Tokens sent.</param>
/// <param name="Output">Tokens received, reasoning among them.</param>
/// <param name="CachedInput">Tokens sent that came from the provider's cache.</param>
/// <param name="CacheWrite">Tokens sent that were put into the provider's cache.</param>
internal sealed record ModelPrice(decimal Input, decimal Output, decimal CachedInput, decimal CacheWrite)
{
    private const decimal Million = 1_000_000;

    /// <summary>The price of what runs on the owner's own machine.</summary>
    public static ModelPrice Free { get; } = new(0, 0, 0, 0);

    /// <summary>What a call costs whose input is longer than <see cref="LongOver"/>: all of its tokens, not just the further ones.</summary>
    /// <value>Null when the length makes no difference.</value>
    public ModelPrice? WhenLong { get; init; }

    /// <summary>The most input tokens of a call at the usual price.</summary>
    public long LongOver { get; init; } = long.MaxValue;

    /// <summary>What a call costs.</summary>
    /// <param name="usage">The tokens of one call; what a length costs is decided call by call.</param>
    /// <returns>US dollars; zero or more.</returns>
    public decimal Cost(Usage usage)
    {
        var price = At(usage.Input);
        var (input, output) = (Math.Max(0, usage.Input), Math.Max(0, usage.Output));
        var cached = Math.Clamp(usage.Cached, 0, input);
        var written = Math.Clamp(usage.CacheWrite, 0, input - cached);
        return (((input - cached - written) * price.Input) + (cached * price.CachedInput) + (written * price.CacheWrite) + (output * price.Output)) / Million;
    }

    /// <summary>The price of a call of a length.</summary>
    /// <param name="input">Its input tokens.</param>
    public ModelPrice At(long input) => WhenLong is { } price && input > LongOver ? price : this;
}
