using System.Security.Cryptography;
using LurkBot.Entries;
using LurkBot.Interop;
using LurkBot.Sessions;

namespace LurkBot.Storage;

/// <summary>A session's blobs: each a file named by the SHA-256 of its bytes, in <c>blobs/&lt;session id&gt;/</c>.</summary>
/// <param name="home">LurkBot's home folder.</param>
/// <param name="id">The session.</param>
internal sealed class BlobFolder(string home, SessionId id)
{
    /// <summary>The folder of all sessions' blobs, below the home folder.</summary>
    public const string Name = "blobs";

    /// <summary>Where it is; it is made with the first blob.</summary>
    public string Path { get; } = System.IO.Path.Combine(home, Name, id.ToString());

    /// <summary>The hashes of all blobs.</summary>
    public IEnumerable<string> Hashes => Directory.Exists(Path)
        ? Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file)).Where(BlobHash.IsValid)
        : [];

    /// <summary>Keeps bytes durably; what is there already and sound is not written again.</summary>
    /// <returns>Their hash.</returns>
    /// <exception cref="LurkBotException">The disk refuses.</exception>
    public string Put(ReadOnlySpan<byte> content)
    {
        var hash = BlobHash.Of(content);
        try
        {
            if (IsSound(hash))
                return hash;
            PrivateFolder.Create(System.IO.Path.GetDirectoryName(Path)!);
            PrivateFolder.Create(Path);
            SessionFileWriter.Replace(FileOf(hash), content);
            return hash;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LurkBotException($"Cannot write {Path}: {e.Message} Nothing was changed; check free space and permissions.", e);
        }
    }

    /// <summary>Reads a blob and checks it.</summary>
    /// <returns>Null when there is none of that hash.</returns>
    /// <exception cref="SessionDamagedException">Its bytes are not those that were kept, or cannot be read.</exception>
    public ReadOnlyMemory<byte>? Read(string hash)
    {
        try
        {
            if (!BlobHash.IsValid(hash) || !File.Exists(FileOf(hash)))
                return null;
            var bytes = RegularFile.Read(FileOf(hash));
            return string.Equals(BlobHash.Of(bytes), hash, StringComparison.Ordinal) ? bytes : throw new SessionDamagedException($"{FileOf(hash)} is damaged: its bytes are not those that were kept.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SessionDamagedException($"Cannot read {FileOf(hash)}: {e.Message}", e);
        }
    }

    /// <summary>Whether a blob is there and its bytes are those that were kept.</summary>
    public bool IsSound(string hash)
    {
        if (!BlobHash.IsValid(hash) || !File.Exists(FileOf(hash)))
            return false;
        using var file = RegularFile.Open(FileOf(hash));
        return string.Equals(Convert.ToHexStringLower(SHA256.HashData(file)), hash, StringComparison.Ordinal);
    }

    /// <summary>Gives another session the same blobs. Hard links where the disk has them: a blob never changes.</summary>
    /// <param name="target">The other session's blobs.</param>
    /// <param name="hashes">Those that it needs; what is missing here stays missing there.</param>
    public void CopyTo(BlobFolder target, IEnumerable<string> hashes)
    {
        string? last = null;
        foreach (var hash in hashes.Where(hash => BlobHash.IsValid(hash) && File.Exists(FileOf(hash)) && !File.Exists(target.FileOf(hash))))
        {
            last = target.FileOf(hash);
            PrivateFolder.Create(System.IO.Path.GetDirectoryName(target.Path)!);
            PrivateFolder.Create(target.Path);
            if (OperatingSystem.IsWindows() || LibC.Link(FileOf(hash), target.FileOf(hash)) != 0)
                SessionFileWriter.Create(target.FileOf(hash), RegularFile.Read(FileOf(hash)));
        }

        if (last is not null)
            FolderSync.SyncOf(last);
    }

    /// <summary>Destroys a blob.</summary>
    public void Destroy(string hash)
    {
        if (BlobHash.IsValid(hash) && File.Exists(FileOf(hash)))
            SessionFileWriter.Delete(FileOf(hash));
    }

    private string FileOf(string hash) => System.IO.Path.Combine(Path, hash);
}
