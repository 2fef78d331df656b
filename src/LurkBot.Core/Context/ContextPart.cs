namespace LurkBot.Context;

/// <summary>A part of a context.</summary>
/// <param name="Kind">Why it is there.</param>
/// <param name="FirstId">The first entry that it shows or stands for.</param>
/// <param name="LastId">The last entry that it shows or stands for.</param>
/// <param name="Tokens">Its estimated tokens.</param>
internal sealed record ContextPart(ContextPartKind Kind, long FirstId, long LastId, long Tokens);
