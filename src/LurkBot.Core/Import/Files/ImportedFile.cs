namespace LurkBot.Import;

/// <summary>Where the bytes of an attached file are until its session is stored.</summary>
/// <param name="Size">How many there are.</param>
/// <param name="Read">Reads them.</param>
internal sealed record ImportedFile(long Size, Func<ReadOnlyMemory<byte>> Read);
