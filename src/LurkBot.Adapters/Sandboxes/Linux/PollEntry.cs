using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>One descriptor that <c>poll</c> looks at.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct PollEntry
{
    public const short Readable = 1;
    public const short Writable = 4;

    /// <summary>The descriptor; a negative one is passed over.</summary>
    public int Descriptor;

    /// <summary>What is waited for.</summary>
    public short Events;

    /// <summary>What came.</summary>
    public short Returned;
}
