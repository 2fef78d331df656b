using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>What a repair did with one session.</summary>
/// <param name="File">Its file.</param>
/// <param name="Session">Its key; left out when nothing tells it.</param>
/// <param name="Repaired">Whether it can be read again.</param>
/// <param name="Message">What was saved, or why it could not be repaired.</param>
internal sealed record RepairStepJson(string File, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session, bool Repaired, string Message);
