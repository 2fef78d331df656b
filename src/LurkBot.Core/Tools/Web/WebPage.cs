namespace LurkBot.Tools;

/// <summary>What came of a fetch.</summary>
/// <param name="Address">The address after redirects.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">The media type.</param>
/// <param name="CharacterSet">The encoding that the server names.</param>
/// <param name="Body">The body.</param>
/// <param name="IsCut">Whether there was more of it.</param>
internal sealed record WebPage(Uri Address, int Status, string? Type, string? CharacterSet, byte[] Body, bool IsCut);
