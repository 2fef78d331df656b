namespace LurkBot.Access;

/// <summary>A link to which one side has said yes; the other side says it with the code.</summary>
/// <param name="Code">The code, which the first side passed on.</param>
/// <param name="First">The account, or <c>owner</c>, that said yes.</param>
/// <param name="Second">The account that may answer; null for any.</param>
/// <param name="ExpiresAt">When it ends.</param>
internal sealed record LinkCode(string Code, string First, string? Second, DateTimeOffset ExpiresAt);
