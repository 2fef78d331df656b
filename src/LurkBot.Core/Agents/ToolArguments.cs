using System.Text.Json;
using Microsoft.Extensions.AI;

namespace LurkBot.Agents;

/// <summary>A tool call's arguments as a JSON object.</summary>
internal static class ToolArguments
{
    /// <summary>Writes them on one line or several; no arguments are an empty object.</summary>
    public static string Write(IDictionary<string, object?>? arguments) => arguments is null
        ? "{}"
        : JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>)));
}
