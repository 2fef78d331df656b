namespace LurkBot;

/// <summary>The base of every error whose message can be shown to the user; the message says what to do next.</summary>
public class LurkBotException : Exception
{
    /// <summary>Creates the error with a message for the user and, where there is one, its cause.</summary>
    /// <param name="message">What went wrong and what to do next.</param>
    /// <param name="innerException">The error underneath, for logs.</param>
    public LurkBotException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
