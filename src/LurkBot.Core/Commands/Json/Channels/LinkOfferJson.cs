namespace LurkBot.Commands;

/// <summary>What <c>lurkbot people link --json</c> prints.</summary>
/// <param name="Account">The account that must agree.</param>
/// <param name="Code">With <c>/link CODE</c> it agrees, in its direct chat.</param>
/// <param name="ExpiresAt">When the code ends.</param>
internal sealed record LinkOfferJson(string Account, string Code, DateTime ExpiresAt);
