namespace LurkBot.Tools;

/// <summary>What an approval for good covers: for a simple command its kind, for other commands the command itself, else the path or the address.</summary>
internal static class ApprovalScope
{
    /// <summary>The approval that an answer gives.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="session">The session.</param>
    /// <param name="scope">What the approved call was about.</param>
    public static ToolApproval For(string tool, Sessions.SessionId session, string scope) =>
        tool is "bash" && CommandPrefix.Of(scope) is { } prefix ? new ToolApproval(tool, session, prefix) { IsPrefix = true } : new ToolApproval(tool, session, scope);

    /// <summary>Whether an approval for good covers a call.</summary>
    /// <param name="approval">The approval.</param>
    /// <param name="scope">What the call is about.</param>
    public static bool Covers(ToolApproval approval, string scope) =>
        string.Equals(approval.Scope, approval.IsPrefix ? CommandPrefix.Of(scope) : scope, StringComparison.Ordinal);

    /// <summary>What an approval for good would cover, in words.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="scope">What the call is about.</param>
    public static string Describe(string tool, string scope) => tool switch
    {
        "bash" => CommandPrefix.Of(scope) is { } prefix ? $"simple commands that begin with “{prefix}”" : "exactly this command",
        "web_fetch" => "exactly this address",
        _ => $"every {tool} of this path",
    };
}
