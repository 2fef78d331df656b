using System.Text.Json;
using System.Text.Json.Serialization;

namespace LurkBot.Doors;

/// <summary>The values of an enumeration as words in lower case.</summary>
/// <typeparam name="T">The enumeration.</typeparam>
internal sealed class WireWords<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
