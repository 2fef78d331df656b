namespace LurkBot.Sandboxes;

/// <summary>A command was not run, since it could not be run safely.</summary>
/// <param name="message">Why, and what to do next.</param>
/// <param name="innerException">The error underneath, for logs.</param>
internal sealed class SandboxException(string message, Exception? innerException = null) : LurkBotException(message, innerException)
{
    /// <summary>The command or setting that mends it, for <c>lurkbot doctor</c>; null where the message says more than one.</summary>
    public string? Mend { get; init; }

    /// <inheritdoc/>
    public override string ForSender => "There is no sandbox right now, so the tool cannot run.";
}
