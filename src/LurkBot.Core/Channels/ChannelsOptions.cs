using LurkBot.Sessions;

namespace LurkBot.Channels;

/// <summary>What the owner set for the channels.</summary>
internal sealed class ChannelsOptions
{
    /// <summary>The options of each channel, by its environment name such as <c>TELEGRAM</c>.</summary>
    public IDictionary<string, ChannelOptions> Channels { get; } = new Dictionary<string, ChannelOptions>(StringComparer.Ordinal);

    /// <summary>After so long without progress a turn of a platform is ended.</summary>
    /// <value>Default: five minutes.</value>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The models, or aliases, among which people who are not the owner may choose with <c>/model</c>.</summary>
    /// <value>Default: none, the model is the owner's choice.</value>
    public IReadOnlyList<string> ChatModels { get; set; } = [];

    /// <summary>The options of a channel.</summary>
    /// <param name="channel">Its name, such as <c>telegram</c>.</param>
    public ChannelOptions For(string channel) => Of(ChannelEnvironmentName.For(channel));

    /// <summary>The options of a channel, to be set.</summary>
    /// <param name="scope">Its environment name.</param>
    internal ChannelOptions Of(string scope)
    {
        if (!Channels.TryGetValue(scope, out var options))
            Channels[scope] = options = new ChannelOptions();
        return options;
    }
}
