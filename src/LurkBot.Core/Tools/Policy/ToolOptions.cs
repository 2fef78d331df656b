using LurkBot.Sessions;

namespace LurkBot.Tools;

/// <summary>Which tools sessions have, and which the owner is asked about.</summary>
internal sealed class ToolOptions
{
    /// <summary>The only tools that any session has.</summary>
    /// <value>Default: null, all.</value>
    public IReadOnlyList<string>? Enabled { get; set; }

    /// <summary>Tools that no session has.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<string> Disabled { get; set; } = [];

    /// <summary>Tools about which the owner is asked before they run on the host.</summary>
    /// <value>Default: bash, write, edit.</value>
    public IReadOnlyList<string> Ask { get; set; } = DefaultAsk;

    /// <summary>The same for one channel, by its environment name; there it alone counts.</summary>
    public IDictionary<string, IReadOnlyList<string>> ChannelAsk { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>Asked about where nothing is set, and on a platform whatever is set for terminals: who holds an unlocked phone is not always the owner (RULES AP6).</summary>
    internal static IReadOnlyList<string> DefaultAsk { get; } = ["bash", "write", "edit"];

    /// <summary>The tools that are asked about in a session.</summary>
    /// <param name="channel">The session's channel.</param>
    internal IReadOnlyList<string> AskOf(string channel) =>
        ChannelAsk.TryGetValue(ChannelEnvironmentName.For(channel), out var own) ? own
        : channel is "cli" or "api" or "web" ? Ask
        : [.. Ask.Union(DefaultAsk, StringComparer.Ordinal)];

    /// <summary>The most calls of tools in one turn; then the model sums up.</summary>
    /// <value>Default: 100. Range 1 to 10,000.</value>
    public int MaxCalls { get; set; } = 100;

    /// <summary>How long the question whether a tool may run stands; then it is a no.</summary>
    /// <value>Default: 30 minutes. Range 1 second to 1 year.</value>
    public TimeSpan ApprovalTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Tools of single sessions, by environment name of the session key.</summary>
    /// <value>Default: empty.</value>
    public IDictionary<string, IReadOnlyList<string>> Sessions { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
}
