namespace LurkBot.Workspaces;

/// <summary>How deep folders may be nested in a workspace.</summary>
internal static class WorkspaceDepth
{
    /// <summary>Deeper ones count as full and are not looked into: there is no other use for such than to hide something.</summary>
    public const int Most = 128;
}
