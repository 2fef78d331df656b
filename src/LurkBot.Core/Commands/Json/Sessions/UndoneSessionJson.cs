using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>A session in which something was taken back.</summary>
/// <param name="Session">The session.</param>
/// <param name="Undone">Whether it was; a session that was used since a clear of all stays as it is.</param>
/// <param name="Entry">The entry that was taken back; for a turn its last message. Left out after a clear of all.</param>
/// <param name="Messages">How many messages the model sees now. Left out after a clear of all.</param>
internal sealed record UndoneSessionJson(
    string Session,
    bool Undone,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Entry = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Messages = null);
