using System.Collections.Concurrent;
using LurkBot.Models;

namespace LurkBot.Accounting;

/// <summary>What calls cost. Looks each model up once. Thread-safe: all sessions of a process share it.</summary>
/// <param name="catalogue">The prices.</param>
internal sealed class CallPrices(ModelCatalogue catalogue)
{
    private readonly ConcurrentDictionary<string, ModelPrice?> prices = new(StringComparer.Ordinal);

    /// <summary>What a call costs, in US dollars; null when that is not known.</summary>
    public decimal? CostOf(ModelCall call)
    {
        if (call.Model is not { } model)
            return null;
        var price = prices.GetOrAdd(model, static (name, catalogue) => catalogue.Find(name).Price, catalogue);
        // What is free costs nothing however many tokens it took.
        return price is null ? null : call.Usage is { } usage ? price.Cost(usage) : price == ModelPrice.Free ? 0 : null;
    }
}
