using System.Text;
using LurkBot.Entries;

namespace LurkBot.Channels;

/// <summary>Something spoken that came as a file (RULES LE14).</summary>
/// <param name="FileName">A name made here, with an ending that tells the format; nothing of it is the sender's.</param>
/// <param name="MediaType">What it is, such as <c>audio/ogg</c>.</param>
/// <param name="Bytes">Its bytes.</param>
internal sealed record Recording(string FileName, string MediaType, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The most bytes of a recording.</summary>
    public const int Largest = 25 * 1024 * 1024;

    /// <summary>The most bytes of a transcript, as UTF-8.</summary>
    public const int LongestTranscript = 32 * 1024;

    /// <summary>How the names of video notes begin: of all videos only they are spoken messages.</summary>
    public const string VideoNotePrefix = "video-note-";

    /// <summary>How long a transcription may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Whether a file is transcribed: audio and video notes are.</summary>
    /// <param name="file">The file, as its message names it.</param>
    public static bool IsSpoken(Attachment file) =>
        file.MediaType.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
        || (file.MediaType.StartsWith("video/", StringComparison.OrdinalIgnoreCase) && file.Name.StartsWith(VideoNotePrefix, StringComparison.Ordinal));

    /// <summary>Makes one of a file.</summary>
    /// <param name="mediaType">What its sender says that it is.</param>
    /// <param name="bytes">Its bytes.</param>
    public static Recording Of(string mediaType, ReadOnlyMemory<byte> bytes) => new("recording." + EndingOf(bytes.Span), mediaType, bytes);

    /// <summary>A transcript within its bounds.</summary>
    /// <param name="text">What a program gave.</param>
    /// <exception cref="TranscriptionException">Nothing was said.</exception>
    public static string Bounded(string text)
    {
        text = text.Trim();
        if (text.Length == 0)
            throw new TranscriptionException("The transcription gave no text.", "no speech was found in it");
        if (Encoding.UTF8.GetByteCount(text) <= LongestTranscript)
            return text;
        const string Cut = " […]";
        var bytes = new byte[LongestTranscript - Encoding.UTF8.GetByteCount(Cut)];
        Encoding.UTF8.GetEncoder().Convert(text, bytes, flush: false, out var used, out _, out _);
        return text[..used] + Cut;
    }

    /// <summary>Services tell formats by the ending.</summary>
    private static string EndingOf(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [(byte)'O', (byte)'g', (byte)'g', (byte)'S', ..] => "ogg",
        [(byte)'I', (byte)'D', (byte)'3', ..] or [0xFF, >= 0xE0, ..] => "mp3",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => "wav",
        [(byte)'f', (byte)'L', (byte)'a', (byte)'C', ..] => "flac",
        [0x1A, 0x45, 0xDF, 0xA3, ..] => "webm",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', (byte)'M', (byte)'4', (byte)'A', ..] => "m4a",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => "mp4",
        _ => "ogg",
    };
}
