using System.Runtime.InteropServices;

namespace LurkBot.Search;

/// <summary>A word's place in a text.</summary>
/// <param name="Start">Where it begins, in UTF-16 code units.</param>
/// <param name="Length">How long it is, in UTF-16 code units.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextPiece(int Start, int Length);
