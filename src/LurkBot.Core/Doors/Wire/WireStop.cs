namespace LurkBot.Doors;

/// <summary>A wish to stop.</summary>
internal sealed record WireStop
{
    /// <summary>Whether messages that wait are cancelled too.</summary>
    public bool All { get; set; }

    /// <summary>How it was asked for.</summary>
    public string Reason { get; set; } = "the API";
}
