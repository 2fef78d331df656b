namespace LurkBot.Commands;

/// <summary>Whether the configuration is accepted.</summary>
/// <param name="Valid">Whether there is no error.</param>
/// <param name="Errors">One sentence each.</param>
/// <param name="Warnings">One sentence each.</param>
internal sealed record ValidationJson(bool Valid, IReadOnlyList<string> Errors, IReadOnlyList<string> Warnings);
