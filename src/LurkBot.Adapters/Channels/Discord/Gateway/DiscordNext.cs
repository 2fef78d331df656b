namespace LurkBot.Channels;

/// <summary>What comes after a connection.</summary>
internal enum DiscordNext
{
    /// <summary>The session goes on with another connection.</summary>
    Resume,

    /// <summary>Another session begins.</summary>
    NewSession,

    /// <summary>Nothing until the token is another one.</summary>
    Unauthorized,

    /// <summary>Nothing until the owner has changed something at Discord.</summary>
    Refused,
}
