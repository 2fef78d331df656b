using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace LurkBot.Interop;

/// <summary>
/// All that is beneath a folder, whatever its names are and however long its paths: a name that is no UTF-8, or a path of more than 4,096
/// bytes, .NET neither opens nor deletes. No link is followed. Elsewhere than on Linux it is what .NET reaches.
/// </summary>
internal static unsafe class FileTree
{
    /// <summary>Deeper folders are not looked into.</summary>
    public const int Deepest = 500;

    private const int RemoveFolder = 0x200;
    private const byte FolderType = 4;
    private const byte UnknownType = 0;

    /// <summary>Visits each file of bytes.</summary>
    /// <param name="folder">The folder; absolute.</param>
    /// <param name="visit">Gets a file's path below the folder, for people, and one that opens it for as long as the visit lasts; says whether it goes.</param>
    /// <param name="onUnreadable">Gets a folder that cannot be looked into; null passes over it.</param>
    public static void Visit(string folder, Func<string, string, bool> visit, Action<string>? onUnreadable)
    {
        if (!OperatingSystem.IsLinux())
        {
            foreach (var path in Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = onUnreadable is null }).Where(RegularFile.Is).ToList())
            {
                if (visit(Path.GetRelativePath(folder, path), path))
                    File.Delete(path);
            }

            return;
        }

        var root = LibC.Open(folder, FileCalls.DirectoryOnly | FileCalls.CloseOnExecute);
        if (root < 0)
            onUnreadable?.Invoke(folder);
        else
            Visit(root, "", 0, visit, onUnreadable);
    }

    /// <summary>Removes a folder and all that is in it.</summary>
    /// <param name="folder">The folder; absolute.</param>
    /// <exception cref="IOException">Something cannot be removed.</exception>
    public static void Remove(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            Directory.Delete(folder, recursive: true);
            return;
        }

        var root = LibC.Open(folder, FileCalls.DirectoryOnly | FileCalls.CloseOnExecute | FileCalls.NoFollow);
        if (root < 0)
            throw Failure(folder);
        var stream = Begin(root, folder);
        try
        {
            Empty(root, stream, folder);
        }
        finally
        {
            _ = FileCalls.CloseFolder(stream);
        }

        Directory.Delete(folder);
    }

    /// <summary>Folders in folders are moved up before they are emptied in their turn: however deep they are, two are open at most.</summary>
    private static void Empty(int root, nint stream, string shown)
    {
        var moved = 0;
        for (var entries = Read(stream); entries.Count > 0; entries = Read(stream))
        {
            foreach (var (name, _) in entries)
            {
                if (!Unlink(root, name, shown))
                    EmptyOne(root, name, shown, ref moved);
            }

            FileCalls.Rewind(stream);
        }
    }

    private static void EmptyOne(int root, byte[] name, string shown, ref int moved)
    {
        var child = OpenFolder(root, name);
        if (child < 0)
            throw Failure(Path.Combine(shown, Text(name)));
        var stream = Begin(child, Text(name));
        try
        {
            foreach (var (inner, _) in Read(stream))
            {
                if (Unlink(child, inner, Path.Combine(shown, Text(name))))
                    continue;
                MakeWritable(child, inner);
                var up = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $".lurkbot-{Guid.NewGuid():N}-{moved++}\0"));
                fixed (byte* from = inner, to = up)
                {
                    if (FileCalls.Rename(child, from, root, to) != 0)
                        throw Failure(Path.Combine(shown, Text(name), Text(inner)));
                }
            }
        }
        finally
        {
            _ = FileCalls.CloseFolder(stream);
        }

        fixed (byte* pointer = name)
        {
            if (FileCalls.Unlink(root, pointer, RemoveFolder) != 0 && Marshal.GetLastPInvokeError() != FileCalls.NoSuchFile)
                throw Failure(Path.Combine(shown, Text(name)));
        }
    }

    private static void Visit(int folder, string shown, int depth, Func<string, string, bool> visit, Action<string>? onUnreadable)
    {
        var stream = Begin(folder, shown);
        try
        {
            foreach (var (name, type) in Read(stream))
            {
                var path = shown.Length == 0 ? Text(name) : $"{shown}/{Text(name)}";
                if (type is FolderType or UnknownType && OpenFolder(folder, name) is >= 0 and var inner)
                {
                    if (depth < Deepest)
                    {
                        Visit(inner, path, depth + 1, visit, onUnreadable);
                        continue;
                    }

                    _ = LibC.Close(inner);
                    onUnreadable?.Invoke(path);
                }
                else if (type is FolderType && Marshal.GetLastPInvokeError() != FileCalls.NoSuchFile)
                {
                    onUnreadable?.Invoke(path);
                }
                else if (type is not FolderType)
                {
                    VisitFile(folder, name, path, visit);
                }
            }
        }
        finally
        {
            _ = FileCalls.CloseFolder(stream);
        }
    }

    private static void VisitFile(int folder, byte[] name, string shown, Func<string, string, bool> visit)
    {
        var found = LibC.OpenAt(folder, name, FileCalls.PathOnly | FileCalls.NoFollow | FileCalls.CloseOnExecute);
        if (found < 0)
            return;
        try
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found}");
            if (RegularFile.Is(path) && visit(shown, path) && !Unlink(folder, name, ""))
                throw Failure(shown);
        }
        finally
        {
            _ = LibC.Close(found);
        }
    }

    /// <summary>Removes what is no folder.</summary>
    /// <returns>False for a folder.</returns>
    private static bool Unlink(int folder, byte[] name, string shown)
    {
        fixed (byte* pointer = name)
        {
            if (FileCalls.Unlink(folder, pointer, 0) == 0 || Marshal.GetLastPInvokeError() == FileCalls.NoSuchFile)
                return true;
        }

        return Marshal.GetLastPInvokeError() == FileCalls.IsAFolder ? false : throw Failure(Path.Combine(shown, Text(name)));
    }

    /// <summary>A command may have taken its owner's rights from a folder; whoever runs LurkBot is that owner, or root.</summary>
    private static int OpenFolder(int folder, byte[] name)
    {
        int Open() => LibC.OpenAt(folder, name, FileCalls.DirectoryOnly | FileCalls.NoFollow | FileCalls.CloseOnExecute);

        var opened = Open();
        if (opened >= 0 || Marshal.GetLastPInvokeError() != FileCalls.AccessDenied)
            return opened;
        MakeWritable(folder, name);
        return Open();
    }

    private static void MakeWritable(int folder, byte[] name)
    {
        var found = LibC.OpenAt(folder, name, FileCalls.PathOnly | FileCalls.NoFollow | FileCalls.DirectoryOnly | FileCalls.CloseOnExecute);
        if (found < 0)
            return;
        const uint OwnersRights = 0x1C0;
        _ = FileCalls.ChangeModeOf(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{found}"), OwnersRights);
        _ = LibC.Close(found);
    }

    private static nint Begin(int folder, string shown)
    {
        var stream = FileCalls.OpenFolder(folder);
        if (stream != 0)
            return stream;
        var failure = Failure(shown);
        _ = LibC.Close(folder);
        throw failure;
    }

    /// <summary>All that comes next, each with a zero behind its name. Read before anything is changed.</summary>
    private static List<(byte[] Name, byte Type)> Read(nint stream)
    {
        var entries = new List<(byte[], byte)>();
        for (var name = FileCalls.NextName(stream, out var type); !name.IsEmpty; name = FileCalls.NextName(stream, out type))
            entries.Add((name.ToArray(), type));
        return entries;
    }

    private static string Text(byte[] name) => Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1));

    private static IOException Failure(string path) => new($"{path}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
}
