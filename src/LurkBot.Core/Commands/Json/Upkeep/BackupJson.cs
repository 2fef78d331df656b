namespace LurkBot.Commands;

/// <summary>What a backup holds.</summary>
/// <param name="File">The file; its whole path.</param>
/// <param name="Sessions">How many sessions are in it.</param>
/// <param name="Problems">One sentence for each file that is damaged.</param>
internal sealed record BackupJson(string File, int Sessions, IReadOnlyList<string> Problems);
