namespace LurkBot.Rendering;

/// <summary>A file would be replaced that nobody said may be.</summary>
/// <param name="path">The file.</param>
internal sealed class FileExistsException(string path) : LurkBotException($"{path} exists. To replace it, add --force.")
{
    /// <inheritdoc/>
    public override ErrorKind Kind => ErrorKind.Refused;
}
