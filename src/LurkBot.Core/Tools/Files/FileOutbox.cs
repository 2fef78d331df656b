namespace LurkBot.Tools;

/// <summary>Where files that are sent to a chat go first.</summary>
/// <param name="Largest">The most bytes of one file; 0 where none can be sent.</param>
/// <param name="KeepAsync">Makes bytes durable, and gives the name of their blob.</param>
internal sealed record FileOutbox(long Largest, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<string>> KeepAsync)
{
    /// <summary>The name of the tool that sends files.</summary>
    public const string Tool = "send_file";
}
