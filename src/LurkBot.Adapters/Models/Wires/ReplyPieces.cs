using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace LurkBot.Models;

/// <summary>
/// Cuts a reply into its objects, whatever form it has: server-sent events, a line for each object, or one object, whatever was asked for
/// and whatever the headers say. What is not an object (comments, keep-alives, empty events) is passed over.
/// </summary>
/// <param name="reply">The bytes.</param>
internal sealed class ReplyPieces(Stream reply)
{
    /// <summary>The most bytes of one object.</summary>
    internal const int LongestPiece = 16 * 1024 * 1024;

    /// <summary>The most bytes of a reply.</summary>
    internal const long LongestReply = 128L * 1024 * 1024;

    private const int BlockSize = 16 * 1024;

    private static readonly byte[] Done = "[DONE]"u8.ToArray();

    private readonly ArrayBufferWriter<byte> line = new();
    private readonly ArrayBufferWriter<byte> data = new();
    private readonly Queue<(byte[] Bytes, string? Event)> ready = new();
    private JsonScan scan;
    private bool? isEvents;
    private bool wasReturn;
    private string? eventName;

    /// <summary>Whether the reply ended within an object.</summary>
    public bool IsBroken => scan.IsOpen;

    /// <summary>Reads the reply to its end, or to the mark that nothing follows.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="ModelException">It is not what a provider sends, or is too large.</exception>
    public async IAsyncEnumerable<ReplyPiece> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (block, total) = (new byte[BlockSize], 0L);
        for (var isEnd = false; !isEnd;)
        {
            var read = await reply.ReadAsync(block, cancellationToken);
            isEnd = read == 0;
            if ((total += read) > LongestReply)
                throw TooLarge();
            if (isEnd)
                End();
            foreach (var value in block.AsSpan(0, read))
                Take(value);
            while (ready.TryDequeue(out var piece))
            {
                if (piece.Bytes.AsSpan().SequenceEqual(Done))
                {
                    yield return new ReplyPiece(default, piece.Event, IsDone: true);
                    yield break;
                }

                using var json = Parse(piece.Bytes);
                if (json is null)
                    continue;
                if (json.RootElement.ValueKind == JsonValueKind.Object)
                    yield return new ReplyPiece(json.RootElement, piece.Event);
                // Google's compatible endpoint wraps errors in an array.
                foreach (var item in json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object) : [])
                    yield return new ReplyPiece(item, piece.Event);
            }
        }
    }

    private static ModelException TooLarge() => new(ModelFailure.Unknown, "The provider's reply is too large to read. Check the server, or choose another model.");

    private static bool IsOpening(byte value) => value is (byte)'{' or (byte)'[';

    private void Take(byte value)
    {
        // The first bytes tell the form; a byte order mark and white space tell nothing.
        if (isEvents is null && value is 0xef or 0xbb or 0xbf or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            return;
        isEvents ??= !IsOpening(value);
        if (isEvents is false)
        {
            TakeJson(value);
            return;
        }

        // A line ends with any of the three ends.
        if (value is (byte)'\n' && wasReturn)
        {
            wasReturn = false;
            return;
        }

        wasReturn = value is (byte)'\r';
        if (value is (byte)'\r' or (byte)'\n')
            TakeLine();
        else
            Put(line, value);
    }

    private void TakeJson(byte value)
    {
        if (!scan.IsOpen && !IsOpening(value))
            return;
        Put(data, value);
        if (scan.Ends(value))
            Emit();
    }

    private void TakeLine()
    {
        var text = line.WrittenSpan;
        if (text.IsEmpty)
        {
            // What did not become an object until here never will; an error may be plain text.
            if (scan.IsOpen)
                throw Unreadable(null);
            if (data.WrittenCount > 0 && eventName is "error")
                ready.Enqueue((ErrorOf(data.WrittenSpan), eventName));
            data.ResetWrittenCount();
            eventName = null;
        }
        else if (text.StartsWith("event:"u8))
        {
            eventName = Encoding.UTF8.GetString(text["event:"u8.Length..]).Trim();
        }
        else if (text.StartsWith("data:"u8))
        {
            TakeData(text["data:"u8.Length..]);
        }
        else if (IsOpening(text[0]))
        {
            TakeData(text);
        }

        line.ResetWrittenCount();
    }

    /// <summary>An object may go over several lines of data; most servers forget the empty line between two.</summary>
    private void TakeData(ReadOnlySpan<byte> text)
    {
        text = text.Trim((byte)' ');
        if (!scan.IsOpen && (text.IsEmpty || !IsOpening(text[0])))
        {
            if (eventName is "error")
                data.Write(text);
            return;
        }

        if (data.WrittenCount > 0)
            Put(data, (byte)'\n');
        foreach (var value in text)
            TakeJson(value);
    }

    private void End()
    {
        if (isEvents is not true)
            return;
        if (line.WrittenCount > 0)
            TakeLine();
        // The connection broke within the last object; the reader knows whether the reply had ended before.
        if (scan.IsOpen)
            return;
        TakeLine();
    }

    private void Emit()
    {
        ready.Enqueue((data.WrittenSpan.ToArray(), eventName));
        data.ResetWrittenCount();
    }

    private static void Put(ArrayBufferWriter<byte> buffer, byte value)
    {
        if (buffer.WrittenCount >= LongestPiece)
            throw TooLarge();
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    private static byte[] ErrorOf(ReadOnlySpan<byte> text)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("error"u8, Encoding.UTF8.GetString(text));
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    /// <summary>Null for what only begins like an array, such as a mark in brackets.</summary>
    private static JsonDocument? Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(Utf8.IsValid(bytes) ? bytes : Sound(bytes), JsonField.Deep);
        }
        catch (JsonException e)
        {
            return LooseJson.Parse(Utf8.IsValid(bytes) ? bytes : Sound(bytes), JsonField.Deep.MaxDepth) ?? (bytes[0] == (byte)'[' ? null : throw Unreadable(e));
        }
    }

    private static ModelException Unreadable(Exception? cause) => new(ModelFailure.Unknown, "The provider's answer cannot be understood: it is not valid JSON.", cause);

    /// <summary>Bytes that are not UTF-8, escaped so that <see cref="TextJoiner"/> can join them with those of the next piece.</summary>
    private static byte[] Sound(ReadOnlySpan<byte> bytes)
    {
        var sound = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == OperationStatus.Done)
            {
                sound.Append(rune.ToString());
            }
            else
            {
                foreach (var value in bytes[..length])
                    sound.Append(CultureInfo.InvariantCulture, $"\\u{(int)TextJoiner.OfByte(value):x4}");
            }

            bytes = bytes[length..];
        }

        return Encoding.UTF8.GetBytes(sound.ToString());
    }
}
