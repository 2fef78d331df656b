namespace LurkBot.Models;

/// <summary>Why a model gave no reply, the same for every provider.</summary>
public enum ModelFailure
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>The provider refused the key.</summary>
    Authentication,

    /// <summary>The provider has no model of that name, or the key may not use it.</summary>
    UnknownModel,

    /// <summary>Too many requests or tokens in a span of time.</summary>
    RateLimit,

    /// <summary>The provider cannot serve anyone right now.</summary>
    Overloaded,

    /// <summary>The provider made no progress in time.</summary>
    Timeout,

    /// <summary>The request is longer than the model's window.</summary>
    ContextOverflow,

    /// <summary>The provider refused to answer this content.</summary>
    RefusedContent,

    /// <summary>The provider found the request malformed.</summary>
    InvalidRequest,

    /// <summary>The provider could not be reached, or the connection broke.</summary>
    Network,
}
