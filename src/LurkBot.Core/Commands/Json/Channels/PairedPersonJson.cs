namespace LurkBot.Commands;

/// <summary>A person who was let in by pairing.</summary>
internal sealed record PairedPersonJson(string Channel, string Account, string Id, string? Name, DateTime At);
