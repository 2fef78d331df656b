using Microsoft.Extensions.AI;

namespace LurkBot.Models;

/// <summary>Something about a reply that the session should remember, such as that another model gave it; it travels with the reply.</summary>
internal static class ModelNotice
{
    private const string Property = "lurkbot.notice";

    /// <summary>Puts a notice on a response.</summary>
    /// <param name="properties">The response's own properties.</param>
    /// <param name="text">One sentence or several.</param>
    public static AdditionalPropertiesDictionary AddTo(AdditionalPropertiesDictionary? properties, string text) =>
        Set(properties, In(properties) is { } before ? $"{before} {text}" : text);

    /// <summary>Puts a notice on a response, in the place of one that is there.</summary>
    /// <param name="properties">The response's own properties.</param>
    /// <param name="text">One sentence or several.</param>
    public static AdditionalPropertiesDictionary Set(AdditionalPropertiesDictionary? properties, string text)
    {
        properties ??= [];
        properties[Property] = text;
        return properties;
    }

    /// <summary>The notice on a response; null when there is none.</summary>
    public static string? In(AdditionalPropertiesDictionary? properties) => properties?.TryGetValue(Property, out var text) == true ? text as string : null;
}
