using System.Text.Json.Serialization;
using LurkBot.Storage;

namespace LurkBot.Commands;

/// <summary>A session that is damaged.</summary>
/// <param name="File">Its file.</param>
/// <param name="Session">Its key; left out when nothing tells it.</param>
/// <param name="Problems">One sentence each.</param>
internal sealed record DamagedSessionJson(string File, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session, IReadOnlyList<string> Problems)
{
    /// <summary>The record of a damaged session.</summary>
    public static DamagedSessionJson Of(SessionReport report) => new(report.Path, report.Key?.ToString(), report.Problems);
}
