namespace LurkBot.Workspaces;

/// <summary>The files beneath one folder. No link is followed, so nothing leads out; only files of bytes are opened.</summary>
internal interface IWorkspaceFiles : IDisposable
{
    /// <summary>The folder's path without links.</summary>
    string RealPath { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="WorkspaceException">It is not there, or no file of bytes.</exception>
    FileStream OpenRead(WorkspacePath path);

    /// <summary>Puts a file in place, whole or not at all, making the folders that it needs. An existing file keeps its mode.</summary>
    /// <exception cref="WorkspaceException">It cannot be written, or something else has its name.</exception>
    void Replace(WorkspacePath path, ReadOnlySpan<byte> content);

    /// <summary>What is in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="most">The most names that are looked at.</param>
    /// <param name="goesOn">Asked every now and then; false ends the look. Null for a look that has all the time it needs.</param>
    /// <exception cref="WorkspaceException">It is no folder.</exception>
    WorkspaceListing List(WorkspacePath folder, int most, Func<bool>? goesOn = null);
}
