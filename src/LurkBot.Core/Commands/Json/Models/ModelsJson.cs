using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>Each provider's models, what was refused, and a session's choice when one was asked for.</summary>
internal sealed record ModelsJson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ModelChoiceJson? Session,
    IReadOnlyList<ProviderModelsJson> Providers,
    IReadOnlyList<RefusedPartJson> Refused);
