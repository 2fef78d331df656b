namespace LurkBot.Commands;

/// <summary>The model that a session uses, and why.</summary>
internal sealed record ModelChoiceJson(string Key, string Why, string Model, int Window, bool WindowAssumed, int LargestReply, ModelPriceJson? Price, IReadOnlyList<string> Aliases)
{
    /// <summary>The record of a choice.</summary>
    public static ModelChoiceJson Of(string key, string why, ModelJson model) => new(key, why, model.Model, model.Window, model.WindowAssumed, model.LargestReply, model.Price, model.Aliases);
}
