namespace LurkBot.Erasure;

/// <summary>Why an entry is erased.</summary>
internal enum ErasureReason
{
    /// <summary>It was named.</summary>
    Meant,

    /// <summary>It is the same entry in a fork of the session, or in what that is a fork of.</summary>
    Shared,

    /// <summary>An erased entry sent it.</summary>
    Sent,

    /// <summary>It is the result of a tool that read or asked the session.</summary>
    Read,

    /// <summary>It says after one of these what was erased.</summary>
    Quote,

    /// <summary>It summarizes what was erased.</summary>
    Summary,
}
