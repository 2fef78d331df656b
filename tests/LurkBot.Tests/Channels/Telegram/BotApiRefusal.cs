namespace LurkBot.Tests.Channels;

/// <summary>A call that the Bot API refuses, and how.</summary>
/// <param name="Code">The error code.</param>
/// <param name="Description">The text.</param>
/// <param name="Method">The method.</param>
/// <param name="Parameters">Sets the stage, and gives the parameters.</param>
internal sealed record BotApiRefusal(int Code, string Description, string Method, Func<BotApiStage, object> Parameters)
{
    public string Token { get; init; } = BotApiStage.Token;

    /// <summary>The parameters of the error.</summary>
    public object? Extra { get; init; }

    /// <summary>Whether it is a mistake in the call that only this server refuses.</summary>
    public bool IsProblem { get; init; }
}
