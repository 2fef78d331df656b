namespace LurkBot.Workspaces;

/// <summary>A file of a workspace cannot be used.</summary>
/// <param name="message">Why, and what to do instead; a model reads it.</param>
/// <param name="innerException">The error underneath, for logs.</param>
internal sealed class WorkspaceException(string message, Exception? innerException = null) : LurkBotException(message, innerException)
{
    /// <inheritdoc/>
    public override string ForSender => "The file cannot be used here.";
}
