namespace LurkBot.Channels;

/// <summary>A recording cannot be transcribed.</summary>
/// <param name="message">Why, and what to do, for the owner.</param>
/// <param name="forSender">Why, for the model and the sender: nothing of this machine. Null where they need not know more than that it failed.</param>
/// <param name="cause">The error underneath.</param>
internal sealed class TranscriptionException(string message, string? forSender = null, Exception? cause = null) : LurkBotException(message, cause)
{
    /// <inheritdoc/>
    public override string ForSender => forSender ?? "the transcription failed";
}
