using System.IO.Compression;
using LurkBot.Interop;

namespace LurkBot.Erasure;

/// <summary>Looks through all files below the home folder for what was erased; compressed ones are opened.</summary>
/// <param name="home">LurkBot's home folder.</param>
internal sealed class TextSearch(string home)
{
    private static ReadOnlySpan<byte> GzipStart => [0x1F, 0x8B];

    /// <summary>Searches.</summary>
    /// <param name="text">What was erased.</param>
    /// <param name="onProgress">Gets how many files were searched, and of how many.</param>
    /// <param name="cancellationToken">Stops between two files.</param>
    /// <returns>How many files and bytes were searched, and the files that hold some of it or cannot be read, below the home folder.</returns>
    public TextSearchResult Run(ErasedText text, Action<int, int>? onProgress, CancellationToken cancellationToken)
    {
        var (found, unreadable, bytes, searched, count) = (new List<string>(), new List<string>(), 0L, 0, 0);
        bool Count(string shown, string path)
        {
            count++;
            return false;
        }

        FileTree.Visit(home, Count, onUnreadable: null);
        FileTree.Visit(
            home,
            (shown, path) =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                onProgress?.Invoke(searched++, count);
                try
                {
                    using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    bytes += file.Length;
                    if (Holds(file, text))
                        found.Add(shown);
                }
                catch (FileNotFoundException)
                {
                    // It is gone: nothing is in it.
                }
                catch (IOException) when (IsEmpty(path))
                {
                    // A lock that another process holds: there is nothing in it.
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
                {
                    unreadable.Add(shown);
                }

                return false;
            },
            unreadable.Add);
        return new TextSearchResult(searched, bytes, found, unreadable);
    }

    /// <summary>Whether nothing is in a file, to which a link may lead.</summary>
    private static bool IsEmpty(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true) is FileInfo file ? file is { Exists: true, Length: 0 } : new FileInfo(path) is { Exists: true, Length: 0 };

    /// <summary>Whether a file holds some of it, as it is or unpacked.</summary>
    internal static bool Holds(string path, ErasedText text)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Holds(file, text);
    }

    private static bool Holds(FileStream file, ErasedText text)
    {
        Span<byte> start = stackalloc byte[2];
        var packed = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start.SequenceEqual(GzipStart);
        file.Position = 0;
        if (text.OccursIn(file))
            return true;
        if (!packed)
            return false;
        file.Position = 0;
        try
        {
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return text.OccursIn(unpacked);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
