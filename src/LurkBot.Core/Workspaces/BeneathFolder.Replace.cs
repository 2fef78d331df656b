using System.Runtime.InteropServices;
using LurkBot.Interop;
using Microsoft.Win32.SafeHandles;

namespace LurkBot.Workspaces;

/// <content>Writing.</content>
internal sealed unsafe partial class BeneathFolder
{
    private const uint AnyFolder = 0x1FF;
    private const uint AnyFile = 0x1B6;
    private const uint AnyWriter = 0x92;

    public void Replace(WorkspacePath path, ReadOnlySpan<byte> content)
    {
        if (path.Names.Count == 0)
            throw Error(path.Text, FileCalls.IsAFolder);
        using var folder = OpenParent(path);
        var name = Encode(path.Names[^1]);
        var before = FileFacts.Of(Number(folder), name);
        if (before is not null && before.Kind != WorkspaceEntryKind.File)
            throw before.Kind is WorkspaceEntryKind.Folder ? Error(path.Text, FileCalls.IsAFolder) : NoFile(path);
        if (before is not null && (before.Permissions & AnyWriter) == 0)
            throw new WorkspaceException($"{path} is read-only.");
        var temporary = $".lurkbot-{Guid.NewGuid():N}.tmp";
        var file = Open(folder, temporary, path, FileCalls.WriteOnly | FileCalls.Create | FileCalls.Exclusive, before?.Permissions ?? AnyFile);
        try
        {
            using (var stream = new FileStream(file, FileAccess.Write))
            {
                Give(Number(file), before ?? facts);
                if (before is not null)
                    _ = FileCalls.ChangeMode(Number(file), before.Permissions);
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            fixed (byte* from = Encode(temporary), to = name)
            {
                if (FileCalls.Rename(Number(folder), from, Number(folder), to) != 0)
                    throw Error(path.Text, Marshal.GetLastPInvokeError());
            }
        }
        catch (Exception e)
        {
            fixed (byte* left = Encode(temporary))
                _ = FileCalls.Unlink(Number(folder), left, 0);
            if (e is IOException)
                throw new WorkspaceException($"{path} cannot be written: {e.Message}", e);
            throw;
        }
    }

    /// <summary>Opens the folder of a file, making what is missing on the way.</summary>
    private SafeFileHandle OpenParent(WorkspacePath path)
    {
        var current = Open(root, ".", path, FileCalls.DirectoryOnly);
        for (var i = 0; i < path.Names.Count - 1; i++)
        {
            using var parent = current;
            bool made;
            fixed (byte* name = Encode(path.Names[i]))
                made = FileCalls.MakeFolder(Number(parent), name, AnyFolder) == 0;
            var error = Marshal.GetLastPInvokeError();
            if (!made && error != FileCalls.AlreadyExists)
                throw Error(path.Text, error);
            current = Open(parent, path.Names[i], path, FileCalls.DirectoryOnly);
            if (made)
                Give(Number(current), facts);
        }

        return current;
    }

    /// <summary>What root makes in somebody's folder is theirs: a sandboxed session's commands run as the folder's owner.</summary>
    private static void Give(int descriptor, FileFacts owner)
    {
        if (LibC.EffectiveUser() == 0)
            _ = FileCalls.ChangeOwner(descriptor, owner.User, owner.Group);
    }
}
