namespace LurkBot.Models;

/// <summary>
/// A response that fails when nothing comes for too long, however long all of it takes, and when it ends in the middle: a connection
/// that is closed looks like an end.
/// </summary>
/// <param name="inner">The response.</param>
/// <param name="isStreamed">Whether it comes in pieces and says itself where it ends.</param>
/// <param name="patience">How long nothing may come.</param>
/// <param name="readError">What the JSON of an error means that comes instead of the reply or of its rest.</param>
/// <param name="time">The clock.</param>
internal sealed class ReplyStream(Stream inner, bool isStreamed, TimeSpan patience, Func<string, Exception> readError, TimeProvider time) : Stream
{
    private const int TailLength = 4096;

    /// <summary>How the providers end a reply; compatible servers may leave out the first.</summary>
    private static readonly byte[][] Ends =
    [
        "[DONE]"u8.ToArray(), "message_stop"u8.ToArray(), "\"done\":true"u8.ToArray(), "\"done\": true"u8.ToArray(), "\"finish_reason\":\""u8.ToArray(), "\"finish_reason\": \""u8.ToArray(),
    ];

    private readonly byte[] tail = new byte[isStreamed ? 2 * TailLength : 0];
    private readonly ErrorWatch errors = new(isStreamed);
    private int tailLength;
    private Exception? failure;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (failure is not null)
            throw failure;
        using var stalled = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            var read = await inner.ReadAsync(buffer, either.Token);
            if (buffer.Length == 0)
                return read;
            if (errors.Look(buffer.Span[..read], out var before) is { } error)
            {
                // What came before it is a part of the reply.
                failure = readError(error);
                return before > 0 ? before : throw failure;
            }

            if (isStreamed)
                Look(buffer.Span[..read]);
            return read;
        }
        catch (OperationCanceledException e) when (stalled.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ModelHttpHandler.Stalled(patience, e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    private void Look(ReadOnlySpan<byte> piece)
    {
        if (piece.IsEmpty && !Array.Exists(Ends, end => tail.AsSpan(0, tailLength).IndexOf(end) >= 0))
            throw new IOException("The connection was closed in the middle of the reply.");
        piece = piece[Math.Max(0, piece.Length - TailLength)..];
        if (tailLength + piece.Length > tail.Length)
        {
            tail.AsSpan(tailLength - TailLength, TailLength).CopyTo(tail);
            tailLength = TailLength;
        }

        piece.CopyTo(tail.AsSpan(tailLength));
        tailLength += piece.Length;
    }

    public override void Flush()
    {
        // Nothing is written.
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}
