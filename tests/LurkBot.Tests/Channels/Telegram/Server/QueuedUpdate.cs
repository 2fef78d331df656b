using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>An update that waits for the bot.</summary>
/// <param name="Id">The update id.</param>
/// <param name="Json">The Update object, or whatever a hostile server sends in its place.</param>
/// <param name="Expires">When it is dropped.</param>
/// <param name="Once">Whether it is delivered one time whatever the offset, as a faulty server does.</param>
internal sealed record QueuedUpdate(long Id, JsonNode Json, DateTimeOffset Expires, bool Once = false);
