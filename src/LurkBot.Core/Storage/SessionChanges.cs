namespace LurkBot.Storage;

/// <summary>What changed in a store.</summary>
/// <param name="Changed">Sessions that appeared or changed, in no order.</param>
/// <param name="Gone">The names of those that vanished.</param>
/// <param name="Cursor">Where the next call begins.</param>
/// <param name="IsWhole">Whether <paramref name="Changed"/> holds every session: then whatever else the caller knows of is gone.</param>
public sealed record SessionChanges(IReadOnlyList<SessionStamp> Changed, IReadOnlyList<string> Gone, string Cursor, bool IsWhole);
