using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>What a folder holds.</summary>
/// <param name="Bytes">The bytes that its files and folders take on disk.</param>
/// <param name="Files">How many files, folders and others there are.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FolderUse(long Bytes, long Files);
