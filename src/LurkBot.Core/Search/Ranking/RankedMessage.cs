using System.Runtime.InteropServices;

namespace LurkBot.Search;

/// <summary>A message and how well it fits.</summary>
/// <param name="Message">Its <see cref="MessagePlace"/>.</param>
/// <param name="Score">How well it fits by its words and those of its neighbours.</param>
/// <param name="HasWord">Whether it has a word of the query itself.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RankedMessage(long Message, double Score, bool HasWord);
