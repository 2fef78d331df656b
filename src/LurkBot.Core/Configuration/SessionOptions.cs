namespace LurkBot.Configuration;

/// <summary>How sessions are kept and when they rest.</summary>
public sealed class SessionOptions
{
    /// <summary>How long after its last activity a session counts as idle.</summary>
    /// <value>Default: 3600 seconds. Range 1 second to 10 years.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3600);

    /// <summary>Whether conversations are written to disk.</summary>
    /// <value>Default: true. When false, nothing that is said is written anywhere.</value>
    public bool Persistence { get; set; } = true;

    /// <summary>Models chosen for single sessions, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, string> Models { get; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
