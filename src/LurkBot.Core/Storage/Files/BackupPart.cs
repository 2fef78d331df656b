namespace LurkBot.Storage;

/// <summary>A file beside the sessions that a backup holds too.</summary>
/// <param name="Name">Its name in the backup.</param>
/// <param name="Read">Gives its bytes; null when there is nothing to keep.</param>
/// <param name="Restore">Takes its bytes back; throws where they are not its own.</param>
internal sealed record BackupPart(string Name, Func<byte[]?> Read, Action<byte[]> Restore);
