namespace LurkBot.Agents;

/// <summary>A model gave no reply, or only a part of one; the message says why and what to do next.</summary>
public sealed class ModelException : LurkBotException
{
    /// <summary>Creates the error.</summary>
    /// <param name="failure">Why there is no reply.</param>
    /// <param name="message">What went wrong and what to do next, without secrets.</param>
    /// <param name="innerException">The provider's own error.</param>
    public ModelException(ModelFailure failure, string message, Exception? innerException = null)
        : base(message, innerException)
    {
        Failure = failure;
    }

    /// <summary>Why there is no reply.</summary>
    public ModelFailure Failure { get; }
}
