using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>What a clear did.</summary>
/// <param name="Sessions">The sessions that were cleared.</param>
/// <param name="Problems">Why others were not, one sentence each.</param>
/// <param name="Clear">The name by which <c>undo --all</c> takes all of it back; left out for one session.</param>
internal sealed record ClearJson(IReadOnlyList<ClearedSessionJson> Sessions, IReadOnlyList<string> Problems, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Clear);
