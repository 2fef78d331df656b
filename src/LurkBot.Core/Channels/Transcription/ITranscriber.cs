namespace LurkBot.Channels;

/// <summary>Turns speech into text. Thread-safe.</summary>
internal interface ITranscriber
{
    /// <summary>Transcribes a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is said in it, at most <see cref="Recording.LongestTranscript"/> bytes as UTF-8; never blank.</returns>
    /// <exception cref="TranscriptionException">It cannot be transcribed.</exception>
    Task<string> TranscribeAsync(Recording recording, CancellationToken cancellationToken);
}
