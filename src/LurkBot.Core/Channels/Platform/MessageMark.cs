namespace LurkBot.Channels;

/// <summary>How a message of a person is marked.</summary>
internal enum MessageMark
{
    /// <summary>It is durable.</summary>
    Accepted,

    /// <summary>It was not answered.</summary>
    Failed,
}
