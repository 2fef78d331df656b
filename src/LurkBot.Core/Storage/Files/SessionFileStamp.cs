namespace LurkBot.Storage;

/// <summary>A file that holds a session.</summary>
/// <param name="Name">Its path below the home folder.</param>
/// <param name="Stamp">Another text whenever something was written; empty when that cannot be told now.</param>
public sealed record SessionFileStamp(string Name, string Stamp);
