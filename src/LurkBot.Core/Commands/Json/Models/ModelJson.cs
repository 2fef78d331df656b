using LurkBot.Models;

namespace LurkBot.Commands;

/// <summary>A model: its window, price and aliases.</summary>
internal sealed record ModelJson(string Model, int Window, bool WindowAssumed, int LargestReply, ModelPriceJson? Price, IReadOnlyList<string> Aliases)
{
    /// <summary>The record of a model.</summary>
    /// <param name="catalogue">Knows the aliases.</param>
    /// <param name="info">The model.</param>
    public static ModelJson Of(ModelCatalogue catalogue, ModelInfo info) => new(
        info.Name, info.Window, info.IsWindowAssumed, info.LargestReply, info.Price is { } price ? ModelPriceJson.Of(price) : null, [.. AliasesOf(catalogue, info.Name)]);

    /// <summary>The aliases of a model, in order.</summary>
    public static IEnumerable<string> AliasesOf(ModelCatalogue catalogue, string model) =>
        catalogue.Aliases.Keys.Where(alias => string.Equals(catalogue.Resolve(alias), model, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
}
