using System.Text.Json.Serialization;

namespace LurkBot.Commands;

/// <summary>Text that may be null, in a property that may be absent.</summary>
/// <param name="IsPresent">Whether the property is there.</param>
/// <param name="Text">Its value.</param>
[JsonConverter(typeof(OptionalTextConverter))]
internal readonly record struct OptionalText(bool IsPresent, string? Text);
