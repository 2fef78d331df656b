using LurkBot.Delivery;
using LurkBot.Entries;
using LurkBot.Sessions;
using LurkBot.Storage;
using LurkBot.Turns;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>
/// Brings recordings to their sessions, with what is said in them: words of their sender, that are never a command. Of one that is not transcribed
/// the model and the sender hear why; its message is answered in any case (RULES LE5, LE14). Thread-safe.
/// </summary>
/// <param name="shared">What the parts of the channels share.</param>
/// <param name="channels">The platforms, by name.</param>
/// <param name="notices">Tells senders.</param>
internal sealed partial class RecordingListener(ChannelServices shared, IReadOnlyDictionary<string, IChannel> channels, Notices notices) : IDisposable
{
    private const int AtOnce = 2;

    private static readonly TranscriptionException NothingSetUp = new(
        "Set LURKBOT_TRANSCRIBE_COMMAND or LURKBOT_TRANSCRIBE_URL, and I can read what is said (docs/telegram.md).", "nothing is set up to transcribe it");

    private readonly ILogger logger = shared.Loggers.CreateLogger<RecordingListener>();
    private readonly SemaphoreSlim slots = new(AtOnce, AtOnce);

    /// <summary>Downloads a recording, transcribes it, and keeps both.</summary>
    /// <param name="key">The session.</param>
    /// <param name="message">The message that it came with.</param>
    /// <param name="index">Which of the message's files it is.</param>
    /// <param name="file">The file, as the message names it.</param>
    /// <param name="download">Gives its bytes, or why it cannot.</param>
    public async Task AttachAsync(SessionKey key, long message, int index, Attachment file, Func<Task<(ReadOnlyMemory<byte> Bytes, string? Failure)>> download)
    {
        var (bytes, text, failure) = (ReadOnlyMemory<byte>.Empty, "", (TranscriptionException?)NothingSetUp);
        if (shared.Transcriber is { } transcriber)
        {
            await slots.WaitAsync();
            try
            {
                (bytes, var missing) = await download();
                (text, failure) = missing is null ? await TranscribeAsync(transcriber, file, bytes) : ("", new TranscriptionException(missing, missing));
            }
            finally
            {
                slots.Release();
            }
        }

        await using var use = await shared.Assistant.Hub.UseAsync(key, CancellationToken.None);
        if (await use.Session.FindStoredAsync(CancellationToken.None) is not { } session)
            return;
        if (failure is not null)
        {
            if (failure != NothingSetUp)
                LogFailed(key, failure.Message);
            await TellAsync(session, message, index, file, failure);
        }

        var why = failure is null ? null : $"it could not be transcribed: {failure.ForSender}";
        if (bytes.IsEmpty)
            await shared.Assistant.Inbox.AttachAsync(session, message, index, why!, CancellationToken.None);
        else
            await shared.Assistant.Inbox.AttachSpokenAsync(session, message, index, new FileContent(file.Name, file.MediaType, bytes), text, why, CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => slots.Dispose();

    private async Task<(string Text, TranscriptionException? Failure)> TranscribeAsync(ITranscriber transcriber, Attachment file, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty)
            return ("", new TranscriptionException("The recording is empty.", "it is empty"));
        // A sandbox that others use, and the time that a program or a service has.
        using var late = new CancellationTokenSource(Recording.Patience * 2, shared.Time);
        try
        {
            return (await transcriber.TranscribeAsync(Recording.Of(file.MediaType, bytes), late.Token), null);
        }
        catch (TranscriptionException e)
        {
            return ("", e);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return ("", new TranscriptionException("The transcription took too long.", "the transcription took too long"));
        }
#pragma warning disable CA1031 // The transcription's boundary: the message is answered without it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return ("", new TranscriptionException(e.Message, cause: e));
        }
    }

    /// <summary>Tells the sender, before it is written down that the recording is done with: the same notice is sent once.</summary>
    private async Task TellAsync(IStoredSession session, long id, int index, Attachment file, TranscriptionException failure)
    {
        var entries = await session.ReadAfterAsync(id - 1, CancellationToken.None);
        if (entries is not [UserEntry { Observed: false } message, ..] || message.Id != id || MessageSource.TryParse(message.Source) is not { } source
            || DeliveryTarget.TryParse(ReplyAddress.Of(message.ReplyTo)) is not { } target || !channels.TryGetValue(target.Channel, out var channel))
            return;
        var isOwner = session.Info.Key.Type is SessionType.Main && message.Sender?.Trust is Trust.Full;
        var hint = isOwner && failure.Message != failure.ForSender ? $"\n\n{failure.Message}" : "";
        await notices.SendAsync(channel, target, $"recording:{message.Source}:{index}", OutboundKind.Notice, $"{file.Name} was not transcribed; answering without it. {failure.ForSender.TrimEnd('.')}.{hint}", source.Message, CancellationToken.None);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Session}: a recording was not transcribed: {Why}")]
    private partial void LogFailed(SessionKey session, string why);
}
