using LurkBot.Sessions;

namespace LurkBot.Entries;

/// <summary>Who wrote a message.</summary>
/// <param name="Id">The platform's id of the person.</param>
/// <param name="Name">The name shown, if any.</param>
/// <param name="Trust">How far the person was trusted when the message came.</param>
public sealed record Sender(string Id, string? Name, Trust Trust);
