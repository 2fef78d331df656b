using System.Globalization;
using System.Text;
using System.Text.Json;
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

    /// <summary>One object: providers with their models, and the session's choice when one was asked for.</summary>
    public static void WriteJson(Host host, IReadOnlyList<ProviderModels> listings, (SessionKey Key, ResolvedModel Choice)? chosen)
    {
        using var output = Console.OpenStandardOutput();
        using (var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            if (chosen is var (key, choice))
            {
                json.WriteStartObject("session"u8);
                json.WriteString("key"u8, key.ToString());
                json.WriteString("why"u8, ModelSelection.Why(host.Services, choice));
                WriteModel(json, host.Catalogue, host.Catalogue.Find(choice.Model));
                json.WriteEndObject();
            }

            json.WriteStartArray("providers"u8);
            foreach (var listing in listings)
            {
                json.WriteStartObject();
                json.WriteString("provider"u8, listing.Provider.ToString().ToLowerInvariant());
                json.WriteString("address"u8, listing.Address);
                json.WriteString("asked_at"u8, listing.AskedAt.UtcDateTime);
                json.WriteString("problem"u8, listing.Problem);
                json.WriteStartArray("models"u8);
                foreach (var model in listing.Models)
                {
                    json.WriteStartObject();
                    WriteModel(json, host.Catalogue, Known(host.Catalogue, model));
                    json.WriteEndObject();
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("refused"u8);
            foreach (var refusal in host.Refusals.Read())
            {
                json.WriteStartObject();
                json.WriteString("model"u8, refusal.Model);
                json.WriteString("address"u8, refusal.Address);
                json.WriteString("part"u8, refusal.Name);
                json.WriteString("at"u8, refusal.At.UtcDateTime);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.WriteByte((byte)'\n');
    }

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
            var aliases = string.Join(", ", Aliases(catalogue, row.Info.Name));
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

    private static void WriteModel(Utf8JsonWriter json, ModelCatalogue catalogue, ModelInfo info)
    {
        json.WriteString("model"u8, info.Name);
        json.WriteNumber("window"u8, info.Window);
        json.WriteBoolean("window_assumed"u8, info.IsWindowAssumed);
        json.WriteNumber("largest_reply"u8, info.LargestReply);
        if (info.Price is { } price)
            WritePrice(json, "price", price);
        else
            json.WriteNull("price"u8);
        json.WriteStartArray("aliases"u8);
        foreach (var alias in Aliases(catalogue, info.Name))
            json.WriteStringValue(alias);
        json.WriteEndArray();
    }

    private static void WritePrice(Utf8JsonWriter json, string name, ModelPrice price)
    {
        json.WriteStartObject(name);
        json.WriteNumber("input"u8, price.Input);
        json.WriteNumber("output"u8, price.Output);
        json.WriteNumber("cached_input"u8, price.CachedInput);
        json.WriteNumber("cache_write"u8, price.CacheWrite);
        if (price.WhenLong is { } longer)
        {
            json.WriteNumber("over"u8, price.LongOver);
            WritePrice(json, "long", longer with { WhenLong = null });
        }

        json.WriteEndObject();
    }

    private static IEnumerable<string> Aliases(ModelCatalogue catalogue, string model) =>
        catalogue.Aliases.Keys.Where(alias => string.Equals(catalogue.Resolve(alias), model, StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Plain(string text) => TerminalText.Sanitize(text, keepNewlines: false);
}
