namespace LurkBot.Storage;

/// <summary>The index cannot be used; the sessions themselves still can.</summary>
/// <param name="message">Which file, and why.</param>
/// <param name="innerException">The error underneath.</param>
internal sealed class IndexUnavailableException(string message, Exception? innerException = null) : LurkBotException(message, innerException);
