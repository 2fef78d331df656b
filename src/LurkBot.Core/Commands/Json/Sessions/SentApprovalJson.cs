namespace LurkBot.Commands;

/// <summary>The approval for which a session waits that was asked.</summary>
/// <param name="Id">The entry that asks for it.</param>
/// <param name="Tool">The tool that may not run before.</param>
/// <param name="Scope">What it would do; null where that is not said.</param>
/// <param name="ExpiresAt">When the question becomes a no; null for never.</param>
internal sealed record SentApprovalJson(long Id, string Tool, string? Scope, DateTimeOffset? ExpiresAt);
