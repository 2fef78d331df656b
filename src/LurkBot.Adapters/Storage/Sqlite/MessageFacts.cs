using System.Runtime.InteropServices;
using LurkBot.Search;

namespace LurkBot.Storage;

/// <summary>What a ranking wants to know of a message beside its words.</summary>
/// <param name="Message">Its <see cref="MessagePlace"/>.</param>
/// <param name="Id">Its entry.</param>
/// <param name="At">When it was said.</param>
/// <param name="Standing">Whether the model still sees it.</param>
/// <param name="Side">Who said it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct MessageFacts(long Message, long Id, DateTimeOffset At, EntryVisibility Standing, MessageSide Side);
