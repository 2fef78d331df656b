using System.Runtime.InteropServices;

namespace LurkBot.Search;

/// <summary>A message that has a word.</summary>
/// <param name="Message">Its <see cref="MessagePlace"/>.</param>
/// <param name="Count">How often the word stands in it.</param>
/// <param name="Length">How many words the message has.</param>
/// <param name="Side">Who said it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WordMatch(long Message, int Count, int Length, MessageSide Side);
