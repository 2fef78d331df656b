using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Downloads the files of accepted messages beside the turns: a message is acknowledged before its files are here, and its turn waits for them for a while
/// (RULES LE5). What is spoken is transcribed. What a restart interrupts is done again. Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="listener">Transcribes.</param>
internal sealed partial class FileFetcher(ChannelServices shared, RecordingListener listener) : IDisposable
{
    /// <summary>The most bytes of a file.</summary>
    private const long Largest = 20 * 1024 * 1024;

    private const int AtOnce = 4, Attempts = 3;

    private readonly ILogger logger = shared.Loggers.CreateLogger<FileFetcher>();
    private readonly SemaphoreSlim slots = new(AtOnce, AtOnce);

    /// <summary>Begins to download a message's files.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="key">The session.</param>
    /// <param name="entry">The message.</param>
    /// <param name="files">Its files, as its entry has them; files that are already stored are skipped.</param>
    public void Fetch(IChannel channel, SessionKey key, long entry, IReadOnlyList<Attachment> files)
    {
        for (var i = 0; i < files.Count; i++)
        {
            if (files[i] is { Blob.Length: 0, Reference: not null } file)
                _ = FetchAsync(channel, key, entry, i, file);
        }
    }

    /// <summary>Goes on with what an earlier process had not downloaded.</summary>
    /// <param name="channel">The platform.</param>
    /// <param name="session">A session in which messages wait.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task ResumeAsync(IChannel channel, SessionInfo session, CancellationToken cancellationToken)
    {
        if (session.Turns?.First is not { } first)
            return;
        await using var use = await shared.Assistant.Hub.UseAsync(session.Key, cancellationToken);
        if (await use.Session.FindStoredAsync(cancellationToken) is not { } stored)
            return;
        var entries = await stored.ReadAfterAsync(first - 1, cancellationToken);
        var known = entries.OfType<AttachmentEntry>().Select(arrival => (arrival.Of ?? 0, arrival.Index)).ToHashSet();
        foreach (var message in entries.OfType<UserEntry>().Where(message => !message.Observed))
            Fetch(channel, session.Key, message.Id, [.. message.Attachments.Select((file, index) => known.Contains((message.Id, index)) ? file with { Reference = null } : file)]);
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private async Task FetchAsync(IChannel channel, SessionKey key, long entry, int index, Attachment file)
    {
        try
        {
            if (Recording.IsSpoken(file))
            {
                await listener.AttachAsync(key, entry, index, file, () => DownloadAsync(channel, file, Recording.Largest));
                return;
            }

            await slots.WaitAsync();
            try
            {
                await AttachAsync(channel, key, entry, index, file);
            }
            finally
            {
                slots.Release();
            }
        }
#pragma warning disable CA1031 // The download's boundary: the turn goes on without the file, and says so.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e, key);
        }
    }

    private async Task AttachAsync(IChannel channel, SessionKey key, long entry, int index, Attachment file)
    {
        var (bytes, failure) = await DownloadAsync(channel, file, Largest);
        FileContent? content = null;
        try
        {
            content = failure is null ? FileContent.Create(file.Name, bytes) : null;
        }
        catch (LurkBotException e)
        {
            // It names the file and what may be attached: nothing of this machine.
            failure = e.Message;
        }

        await using var use = await shared.Assistant.Hub.UseAsync(key, CancellationToken.None);
        if (await use.Session.FindStoredAsync(CancellationToken.None) is not { } session)
            return;
        if (content is not null)
            await shared.Assistant.Inbox.AttachAsync(session, entry, index, content, CancellationToken.None);
        else
            await shared.Assistant.Inbox.AttachAsync(session, entry, index, failure ?? LurkBotException.Unexplained, CancellationToken.None);
    }

    private async Task<(ReadOnlyMemory<byte> Bytes, string? Failure)> DownloadAsync(IChannel channel, Attachment file, long largest)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await channel.DownloadAsync(file.Reference!, largest, CancellationToken.None), null);
            }
            catch (LurkBotException e) when (attempt >= Attempts || e.Kind is ErrorKind.Refused)
            {
                return (default, e.ForSender);
            }
            catch (LurkBotException)
            {
                await Task.Delay(TimeSpan.FromSeconds(attempt), shared.Time, CancellationToken.None);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Session}: a file could not be kept.")]
    private partial void LogFailed(Exception exception, SessionKey session);
}
