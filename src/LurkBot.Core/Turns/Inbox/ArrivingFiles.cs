using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Turns;

/// <summary>Waits for files of messages that are on their way (RULES LE5): an attachment entry says of each that it arrived, or failed to.</summary>
/// <param name="session">The session.</param>
/// <param name="time">The clock.</param>
internal sealed class ArrivingFiles(IStoredSession session, TimeProvider time)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until all are there or have failed, at most a minute.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task WaitAsync(IReadOnlyList<UserEntry> messages, CancellationToken cancellationToken)
    {
        if (!messages.Any(HasComing))
            return;
        var began = time.GetTimestamp();
        while (AreMissing(messages, await session.ReadAfterAsync(messages.Min(message => message.Id), cancellationToken)) && time.GetElapsedTime(began) < Longest)
            await Task.Delay(Look, time, cancellationToken);
    }

    /// <summary>Whether a file of one of the messages neither arrived nor failed.</summary>
    /// <param name="messages">The messages.</param>
    /// <param name="later">What was written after them.</param>
    public static bool AreMissing(IEnumerable<UserEntry> messages, IEnumerable<Entry> later)
    {
        var coming = messages.SelectMany(message => message.Attachments.Select((file, index) => (message.Id, index, file.IsOnItsWay)).Where(file => file.IsOnItsWay).Select(file => (file.Id, file.index))).ToHashSet();
        if (coming.Count > 0)
            coming.ExceptWith(later.OfType<AttachmentEntry>().Select(entry => (entry.Of ?? 0, entry.Index)));
        return coming.Count > 0;
    }

    private static bool HasComing(UserEntry message) => message.Attachments.Any(file => file.IsOnItsWay);
}
