namespace LurkBot.Erasure;

/// <summary>What a search through all files found.</summary>
/// <param name="Files">How many were searched.</param>
/// <param name="Bytes">How many bytes they have.</param>
/// <param name="Found">Files that hold some of it, below the home folder.</param>
/// <param name="Unreadable">Files that could not be read, below the home folder.</param>
internal sealed record TextSearchResult(int Files, long Bytes, IReadOnlyList<string> Found, IReadOnlyList<string> Unreadable);
