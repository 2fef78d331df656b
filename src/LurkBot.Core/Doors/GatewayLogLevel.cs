namespace LurkBot.Doors;

/// <summary>How much a gateway logs.</summary>
internal enum GatewayLogLevel
{
    /// <summary>Also what helps to find an error.</summary>
    Debug,

    /// <summary>What happens.</summary>
    Information,

    /// <summary>What the owner should see to.</summary>
    Warning,

    /// <summary>What failed.</summary>
    Error,
}
