namespace LurkBot.Models;

/// <summary>What was found about a server's address since the process began.</summary>
internal sealed class FoundAddress
{
    private volatile bool isBehindV1;

    /// <summary>Whether its API is behind <c>/v1</c>.</summary>
    public bool IsBehindV1
    {
        get => isBehindV1;
        set => isBehindV1 = value;
    }
}
