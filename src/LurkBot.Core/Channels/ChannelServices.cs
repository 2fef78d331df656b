using LurkBot.Delivery;
using LurkBot.Doors;
using LurkBot.Planning;
using Microsoft.Extensions.Logging;

namespace LurkBot.Channels;

/// <summary>What the parts of the channels share.</summary>
/// <param name="Services">What turns share.</param>
/// <param name="Assistant">Answers.</param>
/// <param name="Ledger">What came and what goes.</param>
/// <param name="Pairing">Who was let in.</param>
/// <param name="Loggers">Make the loggers.</param>
internal sealed record ChannelServices(AssistantServices Services, Assistant Assistant, IDeliveryLedger Ledger, PairingBook Pairing, ILoggerFactory Loggers)
{
    /// <summary>What the owner set for the channels.</summary>
    public ChannelsOptions Options => Services.Options.Of<ChannelsOptions>();

    /// <summary>Turns voice messages into text; null where nothing is set up for that.</summary>
    public ITranscriber? Transcriber { get; init; }

    /// <summary>How the gateway ends.</summary>
    /// <value>Default: null, its end leaves no turn.</value>
    public TurnClosing? Closing { get; init; }

    /// <summary>How often the ledger is searched for what other processes left there (RULES LE10).</summary>
    /// <value>Default: one second.</value>
    public TimeSpan LooksEvery { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The clock.</summary>
    public TimeProvider Time => Services.Time;
}
