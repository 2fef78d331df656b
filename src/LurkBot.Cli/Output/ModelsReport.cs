using System.Globalization;
using System.Text;
using LurkBot.Cli.Composition;
using LurkBot.Commands;
using LurkBot.Models;
using LurkBot.Planning;
using LurkBot.Rendering;
using LurkBot.Sessions;
using LurkBot.Text;

namespace LurkBot.Cli.Output;

/// <summary>Lists of models for people and for programs.</summary>
internal static class ModelsReport
{
    /// <summary>A table for each provider, a problem in its place, and what a session uses.</summary>
    public static string Text(Host host, IReadOnlyList<ProviderModels> listings, (SessionKey Key, ResolvedModel Choice)? chosen)
    {
        var text = new StringBuilder();
        foreach (var listing in listings)
        {
            if (text.Length > 0)
                text.AppendLine();
            text.Append(listing.Provider).Append(listing.Address.Length > 0 ? $" ({Plain(listing.Address)})" : "").AppendLine();
            if (listing.Problem is { } problem)
                text.Append("  ").AppendLine(Plain(problem));
            if (listing.Problem is not null && listing.Models.Count > 0)
                text.Append(CultureInfo.InvariantCulture, $"  As of {listing.AskedAt.ToLocalTime():yyyy-MM-dd HH:mm}:").AppendLine();
            else if (listing is { Problem: null, Models.Count: 0 })
                text.AppendLine(listing.Provider == ModelProvider.Ollama ? "  no models; get one with: ollama pull llama3.2" : "  no models");
            AddTable(text, host.Catalogue, listing, chosen?.Choice.Model);
        }

        AddRefusals(text, host.Refusals.Read());
        if (chosen is var (key, choice))
        {
            var info = host.Catalogue.Find(choice.Model);
            text.AppendLine().AppendLine(Plain($"{key} uses {choice.Model}: {ModelSelection.Why(host.Services, choice)}.")).AppendLine(Plain($"Window {ModelText.Window(info)} tokens, price {ModelText.Price(info)}."));
        }
        else
        {
            text.AppendLine().AppendLine("Windows in tokens (~ is a guess), prices per million tokens in / out. Mend either in models.json: docs/models.md.");
        }

        return text.ToString();
    }

    /// <summary>Providers with their models, what was refused, and the session's choice when one was asked for.</summary>
    public static ModelsJson Json(Host host, IReadOnlyList<ProviderModels> listings, (SessionKey Key, ResolvedModel Choice)? chosen) => new(
        chosen is var (key, choice) ? ModelChoiceJson.Of(key.ToString(), ModelSelection.Why(host.Services, choice), ModelJson.Of(host.Catalogue, host.Catalogue.Find(choice.Model))) : null,
        [.. listings.Select(listing => new ProviderModelsJson(
            listing.Provider.ToString().ToLowerInvariant(),
            listing.Address,
            listing.AskedAt.UtcDateTime,
            listing.Problem,
            [.. listing.Models.Select(model => ModelJson.Of(host.Catalogue, Known(host.Catalogue, model)))]))],
        [.. host.Refusals.Read().Select(refusal => new RefusedPartJson(refusal.Model, refusal.Address, refusal.Name, refusal.At.UtcDateTime))]);

    private static void AddRefusals(StringBuilder text, IReadOnlyList<ModelRefusal> refusals)
    {
        if (refusals.Count == 0)
            return;
        text.AppendLine().AppendLine("Refused in the last day, and left out until then (to try again: lurkbot models forget MODEL)");
        foreach (var model in refusals.GroupBy(refusal => (refusal.Model, refusal.Address)))
            text.Append("  ").AppendLine(Plain($"{model.Key.Model} at {model.Key.Address}: {string.Join(", ", model.Select(refusal => refusal.Name))}"));
    }

    private static void AddTable(StringBuilder text, ModelCatalogue catalogue, ProviderModels listing, string? chosen)
    {
        var rows = listing.Models.Select(model => (Name: Plain(model.Name), Info: Known(catalogue, model))).ToList();
        if (rows.Count == 0)
            return;
        var (name, window, price) = (rows.Max(row => CellWidth.Of(row.Name)), rows.Max(row => ModelText.Window(row.Info).Length), rows.Max(row => ModelText.Price(row.Info).Length));
        foreach (var row in rows)
        {
            var aliases = string.Join(", ", ModelJson.AliasesOf(catalogue, row.Info.Name));
            var line = $"{(string.Equals(row.Info.Name, chosen, StringComparison.Ordinal) ? "* " : "  ")}{row.Name}{new string(' ', name - CellWidth.Of(row.Name))}  {ModelText.Window(row.Info).PadLeft(window)}  {ModelText.Price(row.Info).PadRight(price)}  {Plain(aliases)}";
            text.AppendLine(line.TrimEnd());
        }
    }

    /// <summary>What is known of a listed model; a window that the provider says goes before a guess.</summary>
    private static ModelInfo Known(ModelCatalogue catalogue, ProviderModel model)
    {
        var info = catalogue.Describe(model.Name);
        return info.IsWindowAssumed && model.Window is { } window ? info with { Window = window, LargestReply = window, IsWindowAssumed = false } : info;
    }

    private static string Plain(string text) => TerminalText.Sanitize(text, keepNewlines: false);
}
