namespace LurkBot.Models;

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

    /// <summary>How long the provider asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The HTTP status of the refusal; zero when there was none.</summary>
    internal int Status { get; init; }

    /// <summary>What the provider answered, as it came and cut to some thousand characters: to be searched, never to be shown.</summary>
    internal string Answer { get; init; } = "";

    /// <summary>Whether the allowance of a day or longer is used up: a short wait does not help.</summary>
    internal bool IsAllowanceUsed { get; init; }

    /// <inheritdoc/>
    public override string ForSender => Failure switch
    {
        ModelFailure.RateLimit or ModelFailure.Overloaded => "The model is overloaded. Try again in a moment.",
        ModelFailure.Timeout or ModelFailure.Network => "The model cannot be reached right now. Try again in a moment.",
        ModelFailure.ContextOverflow => "The message is too long for the model.",
        ModelFailure.RefusedContent => "The model refuses to answer this.",
        _ => "The model cannot answer right now. The owner can see why.",
    };

    /// <summary>Whether asking the same again may help.</summary>
    public bool IsTransient => Failure is ModelFailure.RateLimit or ModelFailure.Overloaded;

    /// <summary>Whether another model may answer where this one cannot.</summary>
    public bool IsProvidersTrouble => IsTransient || Failure is ModelFailure.Timeout or ModelFailure.Network;
}
