using System.Runtime.InteropServices;
using LurkBot.Entries;

namespace LurkBot.Storage;

/// <summary>A message that is durable.</summary>
/// <param name="Entry">The entry that it made.</param>
/// <param name="IsNew">False when the same message had been accepted before.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct AcceptedMessage(UserEntry Entry, bool IsNew);
