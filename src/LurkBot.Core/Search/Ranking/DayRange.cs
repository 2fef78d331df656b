using System.Runtime.InteropServices;

namespace LurkBot.Search;

/// <summary>Days that a text speaks of.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct DayRange(DateOnly First, DateOnly Last)
{
    /// <summary>Whether a moment is on one of the days.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="zone">Where the days begin.</param>
    public bool Contains(DateTimeOffset moment, TimeZoneInfo zone)
    {
        var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);
        return day >= First && day <= Last;
    }
}
