using System.Globalization;
using System.Runtime.InteropServices;

namespace LurkBot.Entries;

/// <summary>A range of entries, both ends included.</summary>
/// <param name="First">The first id.</param>
/// <param name="Last">The last id.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct EntryRange(long First, long Last)
{
    /// <summary>Whether an entry lies in it.</summary>
    public bool Contains(long id) => id >= First && id <= Last;

    /// <summary>Whether another range lies in it.</summary>
    public bool Contains(EntryRange other) => other.First >= First && other.Last <= Last;

    /// <summary>As people read it.</summary>
    public override string ToString() => First == Last ? string.Create(CultureInfo.InvariantCulture, $"#{First}") : string.Create(CultureInfo.InvariantCulture, $"#{First} to #{Last}");
}
