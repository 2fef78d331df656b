namespace LurkBot.Search;

/// <summary>Where a message stands: its session's number in the index, and its place among the session's messages. One number: a session's messages follow each other.</summary>
internal static class MessagePlace
{
    /// <summary>The number of a place.</summary>
    public static long Of(long session, long place) => (session << 32) | place;

    /// <summary>The session of a place.</summary>
    public static long SessionOf(long message) => message >> 32;

    /// <summary>The place within the session.</summary>
    public static long PlaceOf(long message) => message & uint.MaxValue;
}
