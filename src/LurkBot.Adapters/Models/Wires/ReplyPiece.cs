using System.Text.Json;

namespace LurkBot.Models;

/// <summary>One object of a reply.</summary>
/// <param name="Json">The object; it holds until the next one is asked for.</param>
/// <param name="Event">The event's name, where the server gives one.</param>
/// <param name="IsDone">Whether the server says that nothing follows; there is no object then.</param>
internal readonly record struct ReplyPiece(JsonElement Json, string? Event, bool IsDone = false);
