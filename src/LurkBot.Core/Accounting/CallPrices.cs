using LurkBot.Models;

namespace LurkBot.Accounting;

/// <summary>What calls cost. Looks each model up once.</summary>
/// <param name="catalogue">The prices.</param>
internal sealed class CallPrices(ModelCatalogue catalogue)
{
    private readonly Dictionary<string, ModelPrice?> prices = new(StringComparer.Ordinal);

    /// <summary>What a call costs, in US dollars; null when that is not known.</summary>
    public decimal? CostOf(ModelCall call)
    {
        if (call.Model is not { } model)
            return null;
        if (!prices.TryGetValue(model, out var price))
            prices[model] = price = catalogue.Find(model).Price;
        // What is free costs nothing however many tokens it took.
        return price is null ? null : call.Usage is { } usage ? price.Cost(usage) : price == ModelPrice.Free ? 0 : null;
    }
}
