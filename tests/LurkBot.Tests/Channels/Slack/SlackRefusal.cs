namespace LurkBot.Tests.Channels;

/// <summary>A call that the real server refuses, and the name of the error.</summary>
internal sealed record SlackRefusal(string Error, string Method, Func<SlackStage, object> Arguments)
{
    public string Token { get; init; } = SlackStage.Token;

    /// <summary>More fields of the answer.</summary>
    public object? Extra { get; init; }

    /// <summary>Whether it is also a problem: what a correct client never sends.</summary>
    public bool IsProblem { get; init; }
}
