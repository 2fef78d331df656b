using System.Globalization;
using LurkBot.Access;
using LurkBot.Entries;
using LurkBot.Storage;

namespace LurkBot.Tools;

/// <summary>What the tools of one turn do with other sessions.</summary>
/// <param name="Exchange">Finds, reads and sends.</param>
/// <param name="Actor">The turn.</param>
/// <param name="Session">The turn's session.</param>
/// <param name="Turn">The turn's id.</param>
/// <param name="OnBehalfOf">Who wrote the turn's last message, with the turn's trust.</param>
/// <param name="Cause">The chain that the turn answers; null when it answers a person.</param>
internal sealed record TurnExchange(ISessionExchange Exchange, SessionActor Actor, IStoredSession Session, long Turn, Sender OnBehalfOf, MessageOrigin? Cause)
{
    /// <summary>The tool that sends.</summary>
    public const string SendTool = "sessions_send";

    /// <summary>How the result of a message begins that the platform has.</summary>
    public const string Sent = "Message sent to ";

    /// <summary>The tools that read and send beyond the session, in the order in which they are shown.</summary>
    public static IReadOnlyList<string> Tools { get; } = ["sessions_list", "sessions_history", "sessions_search", "session_status", SendTool];

    /// <summary>The sender of a call's message: under the call's name, so that a call that is run again says nothing twice.</summary>
    /// <param name="callId">The call.</param>
    public ExchangeSender SenderOf(string callId)
    {
        var turn = string.Create(CultureInfo.InvariantCulture, $"{Session.Info.Id.Value:N}/{Turn}");
        return new ExchangeSender(OnBehalfOf, $"{turn}/{callId}") { Actor = Actor, Session = Session, Cause = Cause, Root = turn };
    }
}
